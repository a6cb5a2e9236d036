import type { Outcome, Phases } from '../result.ts';

/** What of a run a detector sees. */
export type SampledRun = {
  readonly slot: number;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly total: number;
  readonly lag?: number;
  readonly phases?: Phases;
};

/** The latency that a detector sees of a run: none of one that failed, or that the prober cannot vouch for. */
export function sampledLatency({ outcome, total, lag }: SampledRun): number {
  return outcome === 'fail' || lag !== undefined ? Number.NaN : rounded(total);
}

/** A latency as a checkpoint keeps it, milliseconds: a detector sees no more of it, so that it sees the same after a restart. */
export function rounded(total: number): number {
  return Math.round(total * 10) / 10;
}
