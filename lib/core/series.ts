import type { Outcome, RunKind } from './result.ts';

/** One run as a series remembers it. `run` and `n`/`by` tell runs of the same slot apart. */
export type Entry = {
  readonly slot: number;
  readonly run: RunKind;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly total: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Which run of which region's burst: `<by>#<n>`. */
  readonly burst?: string;
  /** Kind and message of what did not pass, at most 120 characters. */
  readonly reason?: string;
};

/** What is remembered of one check in one region: the newest runs, ordered by slot. A fold over its results. */
export type Series = { readonly ring: readonly Entry[] };
