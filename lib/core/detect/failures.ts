import { AT } from './layout.ts';

/**
 * Failures as trials that begin a row of failures, go on with it or end it. How often a row begins when nothing is wrong, and
 * how often it goes on, is learned; each alternative says otherwise and is a cumulative sum of log-likelihood ratios.
 * Rare: 2 % of the runs. Paired: 5 %, in twos. Frequent: 30 %. Outage: all of them.
 */
const BEGINS = [0.02, 0.026, 0.3, 0.97] as const;
const SECOND = [0.03, 0.5, 0.3, 0.97] as const;
const THIRD = [0.03, 0.1, 0.3, 0.97] as const;
const COUNT = 4;
const OUTAGE = 3;

/** The place of the alternative that a brownout is made of. */
export const BROWNOUT_FAILURES = 0;

/** Evidence at which each is an alert. */
export const FAILURE_ALERTS = [13, 11, 12, 11] as const;

/** An outage takes so many failures in a row: one, and two, happen to everybody. */
const LEAST_IN_ROW = 3;

/** Beyond this nothing is learned: what fails so much is not how the series is. */
const HOT = 14;

/** Beyond this a sum is not added up. */
const SATURATED = 40;

/** What is supposed before anything is known: a row begins once in 10,000 runs, goes on once in eight, and seldom twice. */
const TRIALS = 3_000;
const STARTS = 0.3;
const PAIR_TRIALS = 4;
const PAIRS = 0.5;
const TRIPLE_TRIALS = 10;
const TRIPLES = 0.4;

/** Trials that are remembered: about four weeks at one minute. */
const REMEMBERED = 40_000;

export function startFailures(v: Float32Array): void {
  v[AT.trials] = TRIALS;
  v[AT.starts] = STARTS;
  v[AT.pairTrials] = PAIR_TRIALS;
  v[AT.pairs] = PAIRS;
  v[AT.tripleTrials] = TRIPLE_TRIALS;
  v[AT.triples] = TRIPLES;
}

/** The share of runs that fail when nothing is wrong. */
export function usualFailures(v: Float32Array): number {
  return (v[AT.starts] as number) / (v[AT.trials] as number);
}

/** Adds a run up. Returns what it says for the failures of a brownout. */
export function addToFailures(v: Float32Array, passed: boolean): number {
  const inRow = v[AT.inRow] as number;
  const usual = usualFailures(v);
  const second = (v[AT.pairs] as number) / (v[AT.pairTrials] as number);
  const third = (v[AT.triples] as number) / (v[AT.tripleTrials] as number);
  let brownout = 0;
  let most = 0;
  for (let a = 0; a < COUNT; a++) {
    const said =
      inRow === 0
        ? ratio(passed, BEGINS[a] as number, usual)
        : inRow === 1
          ? ratio(passed, SECOND[a] as number, second)
          : inRow === 2 || passed
            ? ratio(passed, THIRD[a] as number, third)
            : Math.max(0, Math.log((THIRD[a] as number) / 0.5));
    if (a === BROWNOUT_FAILURES) brownout = said;
    const place = AT.failureEvidence + a;
    const sum = Math.min(SATURATED, Math.max(0, (v[place] as number) + said));
    v[place] = sum;
    if (sum > most) most = sum;
    const age = AT.failureAge + a;
    const count = AT.failureCount + a;
    v[age] = sum > 0 ? (v[age] as number) + 1 : 0;
    v[count] = sum > 0 ? (v[count] as number) + (passed ? 0 : 1) : 0;
  }
  learn(v, passed, inRow, most > HOT);
  v[AT.inRow] = passed ? 0 : inRow + 1;
  return brownout;
}

/** Evidence of an alternative, 1 at its alert. */
export function failureEvidence(v: Float32Array, a: number): number {
  if (a === OUTAGE && (v[AT.inRow] as number) < LEAST_IN_ROW) return 0;
  return (v[AT.failureEvidence + a] as number) / (FAILURE_ALERTS[a] as number);
}

function learn(v: Float32Array, passed: boolean, inRow: number, isHot: boolean): void {
  if (passed || !isHot) v[AT.trials] = (v[AT.trials] as number) + 1;
  if ((v[AT.trials] as number) > REMEMBERED) {
    v[AT.trials] = (v[AT.trials] as number) * 0.9;
    v[AT.starts] = (v[AT.starts] as number) * 0.9;
  }
  if (isHot) return;
  if (inRow === 2) v[AT.tripleTrials] = (v[AT.tripleTrials] as number) + 1;
  if (passed) return;
  if (inRow === 0) {
    v[AT.starts] = (v[AT.starts] as number) + 1;
    v[AT.pairTrials] = (v[AT.pairTrials] as number) + 1;
  } else if (inRow === 1) v[AT.pairs] = (v[AT.pairs] as number) + 1;
  else if (inRow === 2) v[AT.triples] = (v[AT.triples] as number) + 1;
}

function ratio(passed: boolean, other: number, usual: number): number {
  return passed ? Math.log((1 - other) / (1 - usual)) : Math.log(other / usual);
}
