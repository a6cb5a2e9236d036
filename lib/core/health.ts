import { isBreak, type Planned } from './calendar/freshness.ts';
import type { Check } from './check.ts';
import { type CountRule, countHits, firstHitOf, holds, isStillHigh, lackingHits } from './rule.ts';
import type { Entry, Series } from './series.ts';

type Rules = Pick<Check, 'failWhen' | 'recoverWhen' | 'degradedWhen'>;

/** What one region's runs say of a check, whatever the other regions say. */
export type Health = {
  /** `failing` lasts from `failWhen` to `recoverWhen`; `suspect`: failures, but not enough of them. */
  readonly state: 'well' | 'suspect' | 'failing';
  /** Hits among the runs that its rule looks at: failures, or warnings of a region that is degraded. */
  readonly count: { readonly hits: number; readonly of: number };
  /** Start of the first failing run of the trouble. */
  readonly since?: number;
  /** Slot of its newest failing run since it was last well. */
  readonly lastFailure?: number;
  /** Nothing is wrong, and `recoverWhen` holds. */
  readonly recovered: boolean;
  /** Further failures in a row until `failWhen` holds; 0 when failing. */
  readonly lacking: number;
  /** The rule of warnings holds. */
  readonly degraded: boolean;
};

export const isFail = (entry: Entry): boolean => entry.outcome === 'fail';
export const isWell = (entry: Entry): boolean => entry.outcome === 'pass' || entry.outcome === 'warn';
const isWarning = (entry: Entry): boolean => entry.outcome === 'warn';

/**
 * Walks a region's runs from the oldest. Failing begins with a failure at which `failWhen` holds and ends when `recoverWhen`
 * holds of the runs since then and no rate within `failWhen` is still high. What counts looks at no run from before that
 * end, so no old failure fails again. Failures that never came to failing go on counting, however many runs pass between.
 * `forgottenMs`: the cadence, where older runs have left the ring.
 */
export function healthOf(
  { failWhen, recoverWhen, degradedWhen }: Rules,
  ring: readonly Entry[],
  forgottenMs?: number,
): Health {
  const seen = { ring, ...(forgottenMs !== undefined && { forgottenMs }) };
  let begin = 0;
  let failingAt: number | undefined;
  let since: number | undefined;
  let lastFailure: number | undefined;
  let recovery: Entry[] = [];
  for (let i = 0; i < ring.length; i += 1) {
    const entry = ring[i] as Entry;
    const failed = isFail(entry);
    if (failed) lastFailure = entry.slot;
    if (failed && since === undefined) {
      since = entry.startedAt;
      recovery = [];
    } else if (since !== undefined && countsForRecovery(entry)) recovery.push(entry);
    if (since === undefined) continue;
    const runs = { ...seen, begin, end: i + 1 };
    if (failed && failingAt === undefined && holds(failWhen, runs, isFail)) {
      failingAt = i;
      since = Math.min(since, firstHitOf(failWhen, runs, isFail) ?? since);
      recovery = [];
    } else if (
      isRecovered(recoverWhen, recovery) &&
      !(failingAt !== undefined && isStillHigh(failWhen, runs, isFail))
    ) {
      if (failingAt !== undefined) begin = i + 1;
      failingAt = undefined;
      since = undefined;
      lastFailure = undefined;
    }
  }
  const runs = { ...seen, begin, end: ring.length };
  const count = countHits(failWhen, runs, isFail);
  const state = failingAt !== undefined ? 'failing' : since !== undefined && count.hits > 0 ? 'suspect' : 'well';
  const warnings = degradedWhen ?? failWhen;
  const all = { ring, begin: 0, end: ring.length };
  const degraded = state === 'well' && holds(warnings, all, isWarning);
  return {
    state,
    count: degraded ? countHits(warnings, all, isWarning) : count,
    ...(since === undefined || state === 'well' ? {} : { since }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    recovered: state === 'well' && isRecovered(recoverWhen, recoveryRuns(ring)),
    lacking: state === 'failing' ? 0 : lackingHits(failWhen, runs, isFail),
    degraded,
  };
}

function isRecovered(rule: CountRule, ring: readonly Entry[]): boolean {
  return holds(rule, { ring, begin: 0, end: ring.length }, isWell);
}

/** A failed burst run counts against recovery; a passed one does not count for it. */
export function recoveryRuns(ring: readonly Entry[]): readonly Entry[] {
  return ring.filter(countsForRecovery);
}

function countsForRecovery(entry: Entry): boolean {
  return entry.run !== 'burst' || isFail(entry);
}

/**
 * The runs that judging looks at: those that could be told (our own faults are none of the target's), and none from
 * before a time in which nothing was seen at all: what was true then says nothing of now.
 */
export function knownRuns({ ring }: Series, planned: Planned): readonly Entry[] {
  let begin = ring.length - 1;
  while (begin > 0 && !isBreak(planned, (ring[begin - 1] as Entry).slot, (ring[begin] as Entry).slot)) begin -= 1;
  return ring.filter(({ outcome }, i) => i >= begin && outcome !== 'unknown');
}
