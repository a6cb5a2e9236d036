import { BROWNOUT_FAILURES, failureEvidence } from './failures.ts';
import type { Alternative } from './finding.ts';
import { JITTER_ALERT, jitterRarity } from './jitter.ts';
import { AT } from './layout.ts';
import { BROWNOUT_SHIFT, SELDOM, SHIFT_ALERTS, SHIFTS, shiftRarity } from './shifts.ts';
import { SLOW_ALERT } from './slow-runs.ts';

/** Rarity at which a shift and failures together are an alert, and the most that either counts for alone. */
const BROWNOUT_ALERT = 13.7;
const ONE_SIDE = 0.8 * BROWNOUT_ALERT;
const LEAST_SIDE = 2;

/** Evidence is told in steps of a quarter from near an alert up to twice an alert, and each step for so many runs. */
const NEAR = 0.8;
const GRAIN = 1.25;
const MOST = 1.4;
const NEWS_RUNS = 20;

/** What was told and lasts. It is over when the evidence is down to this. */
const LASTS = 0.4;
const OVER = 0.5;

/** Evidence of runs that are seldom is told in coarser steps, and jitter is not looked for: their spread follows the load. */
const COARSE = 1.6;

/** What several latencies say that are minutes apart counts for less: in the time of a few much else changes. */
const SELDOM_WEIGHT = 0.68;

const FAILING: readonly Alternative[] = ['rare', 'paired', 'frequent', 'outage'];

/** What speaks most against a series. `row`: the place of its age among those of its sort; -1 where it has none. */
export type Strongest = { evidence: number; by: Alternative | undefined; row: number };

/** Finds what speaks most against a series, into `into`, and keeps how much that is, 1 alerts, and what is news of it. */
export function weigh(v: Float32Array, into: Strongest): number {
  strongest(v, into);
  const unusual = v[AT.unusual] as number;
  v[AT.news] = Math.max(newsOf(v, into.evidence), unusual);
  take(into, unusual, 'unusual', -1);
  v[AT.evidence] = into.evidence;
  return into.evidence;
}

/** The alternative with the most evidence, into `into`. */
export function strongest(v: Float32Array, into: Strongest): void {
  const isSeldom = (v[AT.step] as number) >= SELDOM;
  into.evidence = 0;
  into.by = undefined;
  into.row = -1;
  for (let k = 0; k < SHIFTS.length; k++) {
    if (v[AT.sum + k] !== 0) take(into, shiftRarity(v, k) / (SHIFT_ALERTS[k] as number), 'shift', k);
  }
  if (!isSeldom) take(into, jitterRarity(v) / JITTER_ALERT, 'jitter', SHIFTS.length);
  take(into, (v[AT.slowEvidence] as number) / SLOW_ALERT, 'burst', -1);
  if (isSeldom) into.evidence *= SELDOM_WEIGHT;
  for (let a = 0; a < FAILING.length; a++) take(into, failureEvidence(v, a), FAILING[a] as Alternative, a);
  take(into, brownout(v), 'brownout', -1);
}

/**
 * What is news of the strongest evidence: from near an alert on it goes up in steps, and a step is told for so many runs. What
 * was told stays at `LASTS` until the evidence is down to half of an alert, and is no news at the same step before that.
 */
function newsOf(v: Float32Array, evidence: number): number {
  const grain = (v[AT.step] as number) >= SELDOM ? COARSE : GRAIN;
  if (evidence < OVER) {
    v[AT.told] = 0;
    return evidence * LASTS;
  }
  const step = grain ** Math.floor(Math.log(Math.min(MOST, evidence)) / Math.log(grain) + 1e-9);
  if (step >= NEAR && step > (v[AT.told] as number) * 1.001) {
    v[AT.told] = step;
    v[AT.toldRuns] = 0;
  }
  v[AT.toldRuns] = (v[AT.toldRuns] as number) + 1;
  if ((v[AT.told] as number) === 0) return evidence * LASTS;
  return (v[AT.toldRuns] as number) <= NEWS_RUNS ? (v[AT.told] as number) : LASTS;
}

/** The evidence of each sort, in the order of `SORTS`, in units of log-likelihood. */
export function saidOf(v: Float32Array): readonly number[] {
  const shifts = SHIFTS.map((_, k) => shiftRarity(v, k));
  const failures = FAILING.map((_, a) => v[AT.failureEvidence + a] as number);
  return [...shifts, jitterRarity(v), ...failures, v[AT.slowEvidence] as number];
}

/** Neither alone is rare enough, both together are. */
function brownout(v: Float32Array): number {
  const failures = v[AT.failureEvidence + BROWNOUT_FAILURES] as number;
  if (failures <= LEAST_SIDE) return 0;
  const shift = shiftRarity(v, BROWNOUT_SHIFT);
  if (shift <= LEAST_SIDE) return 0;
  return (Math.min(shift, ONE_SIDE) + Math.min(failures, ONE_SIDE)) / BROWNOUT_ALERT;
}

function take(into: Strongest, evidence: number, by: Alternative, row: number): void {
  if (evidence <= into.evidence) return;
  into.evidence = evidence;
  into.by = by;
  into.row = row;
}
