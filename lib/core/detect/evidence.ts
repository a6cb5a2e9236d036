import { BROWNOUT_FAILURES, failureEvidence } from './failures.ts';
import type { Alternative } from './finding.ts';
import { JITTER_ALERT, jitterRarity } from './jitter.ts';
import { AT } from './layout.ts';
import { BROWNOUT_SHIFT, SHIFT_ALERT, SHIFTS, shiftRarity } from './shifts.ts';
import { SLOW_ALERT } from './slow-runs.ts';

/** Rarity at which a shift and failures together are an alert, and the most that either counts for alone. */
const BROWNOUT_ALERT = 13;
const ONE_SIDE = 0.8 * BROWNOUT_ALERT;
const LEAST_SIDE = 2;

const FAILING: readonly Alternative[] = ['rare', 'paired', 'frequent', 'outage'];

/** What speaks most against a series. `row`: the place of its age among those of its sort; -1 where it has none. */
export type Strongest = { evidence: number; by: Alternative | undefined; row: number };

/** The alternative with the most evidence, into `into`; 1 is an alert. */
export function strongest(v: Float32Array, into: Strongest): void {
  into.evidence = 0;
  into.by = undefined;
  into.row = -1;
  for (let k = 0; k < SHIFTS.length; k++) take(into, shiftRarity(v, k) / SHIFT_ALERT, 'shift', k);
  take(into, jitterRarity(v) / JITTER_ALERT, 'jitter', SHIFTS.length);
  for (let a = 0; a < FAILING.length; a++) take(into, failureEvidence(v, a), FAILING[a] as Alternative, a);
  take(into, brownout(v), 'brownout', -1);
  take(into, (v[AT.slowEvidence] as number) / SLOW_ALERT, 'burst', -1);
}

/** The evidence of each sort, in the order of `SORTS`, in units of log-likelihood. */
export function saidOf(v: Float32Array): readonly number[] {
  const shifts = SHIFTS.map((_, k) => shiftRarity(v, k));
  const failures = FAILING.map((_, a) => v[AT.failureEvidence + a] as number);
  return [...shifts, jitterRarity(v), ...failures, v[AT.slowEvidence] as number];
}

/** Neither alone is rare enough, both together are. */
function brownout(v: Float32Array): number {
  const shift = shiftRarity(v, BROWNOUT_SHIFT);
  const failures = v[AT.failureEvidence + BROWNOUT_FAILURES] as number;
  if (shift <= LEAST_SIDE || failures <= LEAST_SIDE) return 0;
  return (Math.min(shift, ONE_SIDE) + Math.min(failures, ONE_SIDE)) / BROWNOUT_ALERT;
}

function take(into: Strongest, evidence: number, by: Alternative, row: number): void {
  if (evidence <= into.evidence) return;
  into.evidence = evidence;
  into.by = by;
  into.row = row;
}
