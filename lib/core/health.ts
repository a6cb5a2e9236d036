import type { Check } from './check.ts';
import { countHits, holds, lackingHits, windowOf } from './rule.ts';
import { latenessMs } from './schedule.ts';
import type { Entry, Series } from './series.ts';

type Rules = Pick<Check, 'failWhen' | 'recoverWhen' | 'degradedWhen'>;

/** What one region's runs say of a check, whatever the other regions say. */
export type Health = {
  /** `failing` lasts from `failWhen` to `recoverWhen`; `suspect`: failures, but not enough of them. */
  readonly state: 'well' | 'suspect' | 'failing';
  /** The newest runs that `failWhen` looks at: none from before the region was last well again. */
  readonly window: readonly Entry[];
  /** Start of the first failing run of the trouble. */
  readonly since?: number;
  /** Nothing is wrong, and `recoverWhen` holds. */
  readonly recovered: boolean;
  /** Further failures in a row until `failWhen` holds; 0 when failing. */
  readonly lacking: number;
  /** The rule of failure holds of warnings. */
  readonly degraded: boolean;
};

export const isFail = (entry: Entry): boolean => entry.outcome === 'fail';
export const isWell = (entry: Entry): boolean => entry.outcome === 'pass' || entry.outcome === 'warn';
const isWarning = (entry: Entry): boolean => entry.outcome === 'warn';

/**
 * Walks a region's runs from the oldest. Failing begins when `failWhen` holds and ends when `recoverWhen` holds of the
 * runs since then; runs from before count for neither, so no old pass heals and no old failure fails again.
 */
export function healthOf({ failWhen, recoverWhen, degradedWhen }: Rules, ring: readonly Entry[]): Health {
  let begin = 0;
  let failingAt: number | undefined;
  let since: number | undefined;
  for (const [i, entry] of ring.entries()) {
    if (isFail(entry)) since ??= i;
    if (since === undefined) continue;
    if (failingAt === undefined && holds(failWhen, ring.slice(begin, i + 1), isFail)) failingAt = i;
    else if (holds(recoverWhen, recoveryRuns(ring.slice((failingAt ?? since) + 1, i + 1)), isWell)) {
      begin = i + 1;
      failingAt = undefined;
      since = undefined;
    }
  }
  const window = windowOf(failWhen, ring.slice(begin));
  const isSuspect = countHits(failWhen, window, isFail) > 0;
  const state = failingAt !== undefined ? 'failing' : isSuspect ? 'suspect' : 'well';
  const first = since === undefined || state === 'well' ? undefined : ring[since];
  return {
    state,
    window,
    ...(first === undefined ? {} : { since: first.startedAt }),
    recovered: state === 'well' && holds(recoverWhen, recoveryRuns(ring), isWell),
    lacking: state === 'failing' ? 0 : lackingHits(failWhen, window, isFail),
    degraded: state === 'well' && holds(degradedWhen ?? failWhen, ring, isWarning),
  };
}

/** A failed burst run counts against recovery; a passed one does not count for it. */
export function recoveryRuns(ring: readonly Entry[]): readonly Entry[] {
  return ring.filter((entry) => entry.run !== 'burst' || isFail(entry));
}

/**
 * The runs that judging looks at: those that could be told (our own faults are none of the target's), and none from
 * before a time in which nothing was seen at all: what was true then says nothing of now.
 */
export function knownRuns({ ring }: Series, cadenceMs: number): readonly Entry[] {
  const gap = latenessMs(cadenceMs);
  const begin = ring.findLastIndex(({ slot }, i) => i > 0 && slot - (ring[i - 1]?.slot ?? slot) > gap);
  return ring.slice(Math.max(0, begin)).filter(({ outcome }) => outcome !== 'unknown');
}
