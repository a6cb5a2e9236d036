import type { Family } from './families.ts';
import { PER_DAY, type Traits } from './traits.ts';

/** How the level of a series goes over the hours of the day and the days of the week. */
export interface Day {
  /** The factor at sample `i`, at least 1. */
  readonly factor: (i: number) => number;
  /** The greatest factor of a working day. */
  readonly peak: number;
}

/** The shape is computed once a minute of the day: what is left by sample is the weekend's weight. */
export function dayOf(traits: Traits, family: Family): Day {
  const { phase, amplitude, secondHarmonic, weekend, clockShiftAt } = traits;
  const shape = Float64Array.from({ length: PER_DAY }, (_, minute) => {
    const angle = (2 * Math.PI * minute) / PER_DAY + phase;
    return amplitude * 0.5 * (1 + family.dayShape(angle)) + secondHarmonic * Math.sin(2 * angle + 1);
  });
  const factor = (i: number): number => {
    const k = i >= clockShiftAt ? i + PER_DAY / 24 : i;
    const weight = Math.floor(k / PER_DAY) % 7 >= 5 ? weekend : 1;
    return 1 + weight * (shape[k % PER_DAY] as number);
  };
  let peak = 0;
  for (let i = 0; i < PER_DAY; i += 10) peak = Math.max(peak, factor(i));
  return { factor, peak };
}
