import type { Phases } from '../result.ts';
import { type Strongest, saidOf, strongest, weigh } from './evidence.ts';
import { expectedAt, explainedByEdge, latencyOf, learnExpected, logLatency } from './expected.ts';
import { addToFailures, startFailures, usualFailures } from './failures.ts';
import { type Finding, SORTS } from './finding.ts';
import { addToJitter, JITTER_ALERT, jitterRarity } from './jitter.ts';
import { AT, SIZE } from './layout.ts';
import { type Innovation, innovate, learnNoise } from './noise.ts';
import { acceptPhases, addToPhases, movedOf } from './phases.ts';
import { addToShifts, newestShiftRuns, SHIFT_ALERTS, STEPPED, shiftRarity, shiftSum } from './shifts.ts';
import { addToSlowRuns, forgetSlowRuns, startSlowRuns } from './slow-runs.ts';
import { forget, JITTER, SUMS } from './tail.ts';
import { addToUnusual } from './unusual.ts';

/** One run of a check in one region. `at`: its slot, milliseconds since 1970. */
export type Sample = {
  readonly at: number;
  readonly outcome: 'pass' | 'fail';
  /** Milliseconds; NaN where it did not pass, or its timing cannot be trusted. */
  readonly latencyMs: number;
  /** What it is made of, for the phase that moved; where it is known. */
  readonly phases?: Phases | undefined;
};

/** What a detector remembers of one series: plain data. `observe` changes it; whoever shares it copies it before. */
export type Detector = {
  /** Slot of the newest sample; 0 before the first. */
  at: number;
  readonly values: Float32Array;
};

/** Alerts need a day that was seen whole, and so many runs. */
const WARM_DAYS = 1;
const WARM_RUNS = 120;

/** Evidence of a shift or of jitter above this makes the expectation follow ten times slower: a fault must not become normal. */
const DOUBT = 8;
const DOUBTFUL_PACE = 0.1;

/** A shift, or jitter, that lasted so many runs is what is normal now. No fault that anybody leaves alone is shorter. */
const ACCEPTED_RUNS = 1_000;

/** As many runs are taken to be known when the spread is learned anew. */
const RELEARNED_RUNS = 300;

/** A day of runs at one minute. */
const FORGETS_EVERY = 1_440;

const MOST_SEEN = 10_000_000;

/** Log-variance before anything is known. */
const FIRST_VARIANCE = 0.04;

/** 99 of 100 runs of normal noise lie within so many standard deviations, 97 of Student's t with 4 degrees of freedom. */
const EXPECTED_DEVIATIONS = 2.6;

const NOTHING: Finding['said'] = SORTS.map(() => 0);

const UNUSUAL = { by: 'unusual', row: -1 } as const;

// Filled anew by every call: nothing is allocated for a run.
const innovation: Innovation = { residual: 0, surprise: 0, raw: 0, deviation: 1, memory: 0, predicted: 0 };
const found: Strongest = { evidence: 0, by: undefined, row: -1 };

/** A detector that has seen nothing. */
export function newDetector(): Detector {
  const values = new Float32Array(SIZE);
  values[AT.step] = 60;
  values[AT.variance] = FIRST_VARIANCE;
  values[AT.spread] = FIRST_VARIANCE;
  startFailures(values);
  startSlowRuns(values);
  return { at: 0, values };
}

/** An independent copy. */
export function copyDetector({ at, values }: Detector): Detector {
  return { at, values: values.slice() };
}

/** Takes the next sample, newer than all before it, and returns the evidence that stands: 1 alerts. */
export function observe(detector: Detector, { at, outcome, latencyMs, phases }: Sample): number {
  const v = detector.values;
  const since = detector.at === 0 ? 60 : (at - detector.at) / 1_000;
  const steps = passTime(detector, at, since);
  const passed = outcome === 'pass';
  const failing = addToFailures(v, passed);
  v[AT.unusual] = 0;
  if (passed && latencyMs >= 0) addToUnusual(v, latencyMs, since);
  const slowing = passed && latencyMs >= 0 ? addLatency(detector, latencyMs, phases, steps) : 0;
  const both = Math.max(0, (v[AT.brownout] as number) + slowing + failing);
  v[AT.brownout] = both;
  v[AT.brownoutAge] = both > 0 ? (v[AT.brownoutAge] as number) + 1 : 0;
  if ((v[AT.seen] as number) % FORGETS_EVERY === 0) {
    forget(v);
    forgetSlowRuns(v);
  }
  return isCold(v) ? 0 : weigh(v, found);
}

/** What of the evidence is news, for those who remember nothing: what was told and lasts stays below half of an alert. */
export function newsOf({ values: v }: Detector): number {
  return isCold(v) ? 0 : (v[AT.news] as number);
}

/** Takes the level of the last runs for normal, as when a change explains it: what spoke for a shift no longer counts. */
export function acceptLevel({ values: v }: Detector): void {
  acceptPhases(v);
  v[AT.level] = (v[AT.level] as number) + (v[AT.recent] as number);
  for (const place of [AT.recent, AT.drift, AT.outlier, AT.before, AT.benign, AT.explained, AT.previous]) v[place] = 0;
  for (let k = 0; k < JITTER; k++) for (const row of [AT.sum, AT.peak, AT.age]) v[row + k] = 0;
}

/** What stands after the newest sample, with the numbers behind it. */
export function findingOf({ at, values: v }: Detector): Finding {
  const cold = isCold(v);
  if ((v[AT.passed] as number) === 0) return { evidence: 0, said: NOTHING, isCold: cold };
  strongest(v, found);
  const isUnusual = (v[AT.unusual] as number) > found.evidence;
  const { by, row } = isUnusual ? UNUSUAL : found;
  const typical = expectedAt(v, at / 1_000);
  const margin = EXPECTED_DEVIATIONS * Math.sqrt(v[AT.spread] as number);
  const expected = {
    low: latencyOf(v, typical - margin),
    typical: latencyOf(v, typical),
    high: latencyOf(v, typical + margin),
  };
  const value = latencyOf(v, typical + (v[AT.recent] as number));
  const about = {
    evidence: cold ? 0 : (v[AT.evidence] as number),
    said: cold ? NOTHING : saidOf(v),
    expected,
    value,
    isCold: cold,
  };
  if (cold) return about;
  const steppedSince = agoOf(at, (v[AT.benignAge] as number) - 1, v[AT.step] as number);
  const step = (v[AT.benign] as number) >= STEPPED && { stepped: { since: steppedSince } };
  if (by === undefined) return { ...about, ...step };
  const runs = Math.max(1, runsOf(v, by, row));
  const since = agoOf(at, runs - 1, v[AT.step] as number);
  const count = by === 'brownout' ? (v[AT.failureCount] as number) : (v[AT.failureCount + row] ?? 0);
  const isFailing = by === 'brownout' || by === 'rare' || by === 'paired' || by === 'frequent' || by === 'outage';
  const moved = by === 'shift' || by === 'burst' || by === 'brownout' || by === 'unusual' ? movedOf(v) : undefined;
  const newest = by === 'shift' ? newestShiftRuns(v) : undefined;
  return {
    ...about,
    ...step,
    by,
    runs,
    since,
    ...(newest !== undefined && { newest: Math.min(runs, newest) }),
    ...(moved && { moved }),
    ...(isFailing && { failures: { count, usual: usualFailures(v) } }),
  };
}

/** So many runs ago, in whole milliseconds: the time between two is a mean. */
function agoOf(at: number, runs: number, step: number): number {
  return at - Math.round(runs * step * 1_000);
}

function runsOf(v: Float32Array, by: Finding['by'], row: number): number {
  if (by === 'burst') return v[AT.slowInRow] as number;
  if (by === 'unusual') return 1;
  if (by === 'brownout') return v[AT.brownoutAge] as number;
  return (by === 'shift' || by === 'jitter' ? v[AT.age + row] : v[AT.failureAge + row]) as number;
}

/** Notes that time has passed. Returns how many runs later this one is: 1 where none is missing. */
function passTime(detector: Detector, at: number, passed: number): number {
  const v = detector.values;
  const seen = v[AT.seen] as number;
  detector.at = at;
  v[AT.seen] = seen < MOST_SEEN ? seen + 1 : MOST_SEEN - FORGETS_EVERY + 1;
  const step = v[AT.step] as number;
  if (passed > 0) {
    v[AT.step] = seen === 1 ? passed : step * (passed > step * 1.01 ? 1.02 : passed < step * 0.99 ? 0.95 : 1);
  }
  v[AT.days] = (v[AT.days] as number) + Math.min(passed, 2 * step) / 86_400;
  return Math.max(1, Math.round(passed / (v[AT.step] as number)));
}

/** Adds the latency of a passed run up. Returns what it says for the shift of a brownout. */
function addLatency(detector: Detector, latencyMs: number, phases: Phases | undefined, steps: number): number {
  const v = detector.values;
  const at = detector.at / 1_000;
  const log = logLatency(v, latencyMs);
  if ((v[AT.passed] as number) === 0) v[AT.level] = log;
  const residual = log - expectedAt(v, at);
  innovate(v, residual, explainedByEdge(v, at, residual, v[AT.spread] as number), steps, innovation);
  let slowing = 0;
  let doubt = 0;
  if (!isCold(v)) {
    v[AT.learned] = (v[AT.learned] as number) + 1;
    slowing = addToShifts(v, innovation);
    addToJitter(v, innovation);
    addToSlowRuns(v, residual);
    acceptWhatLasts(detector);
    doubt = Math.max(shiftSum(v, 0), shiftSum(v, 1), shiftSum(v, 2), v[AT.sum + JITTER] as number);
  }
  const pace = doubt > DOUBT ? DOUBTFUL_PACE : 1;
  learnExpected(v, at, learnNoise(v, innovation, pace), pace);
  addToPhases(v, phases, latencyMs, residual);
  v[AT.passed] = Math.min(MOST_SEEN, (v[AT.passed] as number) + 1);
  return slowing;
}

/** What has been so for long is how the series is now: its level, or its spread, is learned anew. */
function acceptWhatLasts(detector: Detector): void {
  const v = detector.values;
  for (let k = 0; k < SUMS; k++) {
    if ((v[AT.age + k] as number) < ACCEPTED_RUNS) continue;
    if (k !== JITTER && shiftRarity(v, k) >= (SHIFT_ALERTS[k] as number)) acceptLevel(detector);
    if (k !== JITTER || jitterRarity(v) < JITTER_ALERT) continue;
    v[AT.sum + k] = 0;
    v[AT.age + k] = 0;
    v[AT.passed] = Math.min(v[AT.passed] as number, RELEARNED_RUNS);
  }
}

function isCold(v: Float32Array): boolean {
  return (v[AT.days] as number) < WARM_DAYS || (v[AT.seen] as number) < WARM_RUNS;
}
