import { dayOf } from '../../../bench/anomaly/made/day.ts';
import { FAMILIES } from '../../../bench/anomaly/made/families.ts';
import { FAULTS, type FaultType } from '../../../bench/anomaly/made/faults.ts';
import { uniform } from '../../../bench/anomaly/made/random.ts';
import { makeSeries } from '../../../bench/anomaly/made/series.ts';
import { drawTraits, PER_DAY } from '../../../bench/anomaly/made/traits.ts';
import type { Panel } from './panel.ts';
import { alertIn, type Span, watch } from './watch.ts';

/** One made series under all faults. Its delays lie about the medians that the benchmark prints; it is in none of its sets. */
const SEED = 80;

/** Days that are made, and the day on which something happens: a Tuesday. */
const DAYS = 10;
const DAY = 8;

/** Minutes of that day at which faults begin, and how much is shown before and, at least, from then on. */
const MORNING = 600;
const BEFORE = 60;
const AFTER = 180;
const REST = 40;

/** A whole day is too much to draw: every so many of its runs are shown. */
const DEPLOY_EVERY = 3;

/** What a fault does, in words. */
const SAID: Readonly<Record<FaultType, string>> = {
  step20: '+20 % for 120 runs',
  step50: '+50 % for 60 runs',
  step100: '+100 % for 30 runs',
  ramp: 'slowly to +50 %, 300 runs',
  spikes: '4 times as slow for 5 runs',
  jitter: 'a factor of 1.8 up or down, 120 runs',
  nightday: 'at night as slow as at the day’s peak, 180 runs',
  brownout: '+30 % and 3 % failures for 120 runs',
  err2: '2 % of 480 runs fail',
  err5: '5 % of 240 runs fail, in twos',
  err30: '30 % of 60 runs fail',
  outage: '20 runs fail',
};

/** A fault of one type, in the series that all of them share. */
export function faultPanel(type: FaultType): Panel {
  const start = DAY * PER_DAY + (type === 'nightday' ? quietest(FAULTS[type].samples) : MORNING);
  const fault = { type, start, end: start + FAULTS[type].samples };
  const span: Span = { start: start - BEFORE, end: Math.max(start + AFTER, fault.end + REST) };
  const runs = watch(makeSeries(SEED, { inject: [fault], days: DAYS }), span);
  const delay = alertIn(runs, fault);
  const found = delay === undefined ? 'not found' : `alert at run ${delay}`;
  const about = { title: type, note: `${SAID[type]}: ${found}`, span, runs, fault };
  return delay === undefined ? about : { ...about, alertAt: start + delay - 1 };
}

/** A day without a fault, in whose morning a deploy makes everything 8 % slower for good. */
export function deployPanel(): Panel {
  const { latency, ok } = makeSeries(SEED, { clean: true, days: DAYS });
  const start = DAY * PER_DAY + MORNING;
  const slower = latency.map((ms, i) => (i < start ? ms : 1.08 * ms));
  const span = { start: DAY * PER_DAY + 360, end: (DAY + 1) * PER_DAY + 360 };
  const runs = watch({ latency: slower, ok }, span);
  const most = Math.max(...runs.map(({ evidence }) => evidence));
  const alerts = runs.filter(({ evidence }) => evidence >= 1).length;
  const note = `+8 % from 10:00 on, for good: ${alerts === 0 ? 'no alert' : 'an alert'}, the most evidence is ${most.toFixed(1)}`;
  const drawn = runs.filter((_, k) => k % DEPLOY_EVERY === 0);
  return { title: 'a deploy', note, span, runs: drawn, fault: { start, end: span.end } };
}

/** The minute of the day from which the series is quietest for so long. */
function quietest(samples: number): number {
  const { factor } = dayOf(drawTraits(uniform(SEED)), FAMILIES.A);
  let best = 0;
  for (let minute = 0; minute < PER_DAY; minute += 15) {
    if (factor(DAY * PER_DAY + minute) < factor(DAY * PER_DAY + best)) best = minute;
  }
  return Math.max(BEFORE, best - samples / 2);
}
