import { AT } from './layout.ts';

/**
 * Failures as trials that begin a row of failures, go on with it or end it. How often a row begins when nothing is wrong, and
 * how often it goes on, is learned; each alternative says otherwise and is a cumulative sum of log-likelihood ratios.
 * Rare: 2 % of the runs. Paired: 5 %, in twos. Frequent: 30 %. Outage: all of them.
 */
const BEGINS = [0.02, 0.026, 0.3, 0.97] as const;
const SECOND = [0.03, 0.5, 0.3, 0.97] as const;
const THIRD = [0.03, 0.1, 0.3, 0.97] as const;

/** Log-likelihoods of a failure, and of a pass, after none, one and more failures in a row. */
const FAILS = [BEGINS, SECOND, THIRD].map((shares) => shares.map(Math.log));
const PASSES = [BEGINS, SECOND, THIRD].map((shares) => shares.map((share) => Math.log(1 - share)));
const COUNT = 4;
const OUTAGE = 3;

/** The place of the alternative that a brownout is made of. */
export const BROWNOUT_FAILURES = 0;

/** Evidence at which each is an alert. */
export const FAILURE_ALERTS = [11, 10, 12.4, 11] as const;

/** An outage takes so many failures in a row: one, and two, happen to everybody. */
const LEAST_IN_ROW = 3;

/** Beyond this nothing is learned: what fails so much is not how the series is. */
const HOT = 14;

/** Beyond this a sum is not added up. */
const SATURATED = 16;

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
  return usualOf(v, 0);
}

/** How often a run fails that comes after so many failures in a row. */
function usualOf(v: Float32Array, place: number): number {
  if (place === 0) return (v[AT.starts] as number) / (v[AT.trials] as number);
  if (place === 1) return (v[AT.pairs] as number) / (v[AT.pairTrials] as number);
  return (v[AT.triples] as number) / (v[AT.tripleTrials] as number);
}

/** Adds a run up. Returns what it says for the failures of a brownout. */
export function addToFailures(v: Float32Array, passed: boolean): number {
  const inRow = v[AT.inRow] as number;
  const place = Math.min(inRow, 2);
  // What is usual of a run in this place; from the third failure in a row on, a further one is no surprise.
  const usual = inRow > 2 && !passed ? 0.5 : usualOf(v, place);
  const usually = Math.log(passed ? 1 - usual : usual);
  const says = (passed ? PASSES : FAILS)[place] as readonly number[];
  let most = 0;
  if (passed && usual < (BEGINS[BROWNOUT_FAILURES] as number) && isIdle(v)) {
    learn(v, true, inRow, false);
    v[AT.inRow] = 0;
    return (says[BROWNOUT_FAILURES] as number) - usually;
  }
  for (let a = 0; a < COUNT; a++) {
    const said = (says[a] as number) - usually;
    const before = v[AT.failureEvidence + a] as number;
    const sum = Math.min(SATURATED, Math.max(0, before + (inRow > 2 && !passed ? Math.max(0, said) : said)));
    v[AT.failureEvidence + a] = sum;
    if (sum > most) most = sum;
    v[AT.failureAge + a] = sum > 0 ? (v[AT.failureAge + a] as number) + 1 : 0;
    v[AT.failureCount + a] = sum > 0 ? (v[AT.failureCount + a] as number) + (passed ? 0 : 1) : 0;
  }
  learn(v, passed, inRow, most > HOT);
  v[AT.inRow] = passed ? 0 : inRow + 1;
  return (says[BROWNOUT_FAILURES] as number) - usually;
}

/** Whether nothing is added up, so that a pass changes nothing: true of most. */
function isIdle(v: Float32Array): boolean {
  for (let a = 0; a < COUNT; a++) if (v[AT.failureEvidence + a] !== 0) return false;
  return true;
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
