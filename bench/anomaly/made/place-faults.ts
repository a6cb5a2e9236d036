import type { Day } from './day.ts';
import { FAULT_TYPES, FAULTS, type Fault, kindOf } from './faults.ts';
import type { Random } from './random.ts';
import { PER_DAY, type Traits } from './traits.ts';

/** How long a series is, what of it is not scored, in days, and how often something breaks. */
export interface Span {
  readonly days: number;
  readonly warmUpDays: number;
  readonly faultsPerDay: number;
}

/** Draws the faults of a series: one every `1 / faultsPerDay` days, at least two hours apart, none in the warm-up. */
export function placeFaults(
  random: Random,
  traits: Traits,
  day: Day,
  { days, warmUpDays, faultsPerDay }: Span,
): readonly Fault[] {
  const samples = days * PER_DAY;
  const gap = 1 / faultsPerDay;
  const drawType = () => FAULT_TYPES[Math.floor(random() * FAULT_TYPES.length)] as Fault['type'];
  const faults: Fault[] = [];
  for (let at = warmUpDays + 0.2; at < days - 1; at += gap) {
    let type = drawType();
    let tries = 0;
    // A series without much of a day has no night to speak of.
    while (type === 'nightday' && traits.amplitude < 0.3 && ++tries < 50) type = drawType();
    const length = FAULTS[type].samples;
    const drawn = Math.floor((at + random() * (gap - 0.6)) * PER_DAY);
    const start = kindOf(type).atNight ? quietestStart(day, drawn, length, samples) : drawn;
    const before = faults.at(-1);
    if (before !== undefined && start < before.end + 120) continue;
    if (start + length < samples) faults.push({ type, start, end: start + length });
  }
  return faults;
}

/** The start of `length` samples about the quietest quarter of an hour in the day after `from`. */
function quietestStart(day: Day, from: number, length: number, samples: number): number {
  let best = from;
  let least = 9;
  for (let j = from; j < from + PER_DAY && j < samples - length; j += 15) {
    const factor = day.factor(j);
    if (factor < least) {
      least = factor;
      best = j;
    }
  }
  return Math.max(0, best - (length >> 1));
}
