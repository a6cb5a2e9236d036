import type { Outcome, Phases } from '../result.ts';
import type { Sample } from './detector.ts';

/** What of a run a detector sees. */
export type SampledRun = {
  readonly slot: number;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly total: number;
  readonly lag?: number;
  readonly phases?: Phases;
};

/** A run as a detector takes it. A latency that the prober cannot vouch for is none. */
export function sampleOf({ slot, outcome, total, lag, phases }: SampledRun): Sample {
  if (outcome === 'fail') return { at: slot, outcome, latencyMs: Number.NaN };
  return { at: slot, outcome: 'pass', latencyMs: lag === undefined ? rounded(total) : Number.NaN, phases };
}

/** A latency as a checkpoint keeps it, milliseconds: a detector sees no more of it, so that it sees the same after a restart. */
export function rounded(total: number): number {
  return Math.round(total * 10) / 10;
}
