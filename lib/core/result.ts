import type { Phase } from './assertion.ts';
import type { Failure } from './failure.ts';

/** `warn`: passed, but a warning level was crossed. `unknown`: could not be told, by our own fault. */
export const OUTCOMES = ['pass', 'warn', 'fail', 'unknown'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** Milliseconds of each phase, with decimals. A phase that did not happen is absent. Of the last attempt, last hop. */
export type Phases = { readonly [P in Phase]?: number };

/** One named step of a flow. `ms`: without the waits that are ours. */
export type StepResult = {
  readonly name: string;
  readonly ms: number;
  readonly outcome: 'pass' | 'warn' | 'fail';
};

/** What one run of a check from one region gave. */
export type Result = {
  /** The check's id. */
  readonly id: string;
  readonly outcome: Outcome;
  /** Milliseconds from start to end of the last attempt, with decimals. */
  readonly total: number;
  readonly phases: Phases;
  /**
   * Milliseconds that its timings may be too long because the prober itself was late. Absent where they can be trusted
   * (less than 5 ms). What has it is left out of baselines.
   */
  readonly lag?: number;
  /** 1, and 1 more for each retry within the run. */
  readonly attempts: number;
  readonly status?: number;
  /** Why it did not pass (`fail`, `unknown`) or what it warns of (`warn`). */
  readonly failure?: Failure;
  /** What the first attempt failed of, where a retry followed. */
  readonly first?: Failure;
  /** Of a flow: its steps, in the order in which they began. */
  readonly steps?: readonly StepResult[];
  /** Address that was connected to. */
  readonly address?: string;
  /** The 32 hex digits that were sent as trace id. */
  readonly trace?: string;
};

/** What kind of run a result is of. Bursts count for failing only; watch runs count for everything but baselines. */
export type RunKind = 'scheduled' | 'burst' | 'watch';

/**
 * The results of one shard (or of one burst's checks) in one slot and one region: one item in the results table.
 * `slot`: the planned instant, milliseconds since 1970, region stagger included. `startedAt`: when the runs began.
 */
export type Frame = {
  /** `FRAME#<shard>` or `BURST#<check>`. */
  readonly key: string;
  readonly region: string;
  readonly slot: number;
  readonly run: RunKind;
  /** Which run of a burst (0, 1, …) and which region asked for it. Absent on scheduled runs. */
  readonly burst?: { readonly n: number; readonly by: string };
  readonly part?: number;
  readonly startedAt: number;
  /** When the last of its results ended. */
  readonly endedAt: number;
  readonly results: readonly Result[];
};

/** Whether something was told of any target: a region that is cut off tells nothing. */
export function tellsSomething(results: readonly Pick<Result, 'outcome'>[]): boolean {
  return results.some(({ outcome }) => outcome !== 'unknown');
}
