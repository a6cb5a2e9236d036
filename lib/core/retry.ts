import type { CommonCheck } from './common-check.ts';
import { isRetried } from './failure.ts';
import type { Result } from './result.ts';

/** Most attempts of one run, the first included. */
export const MOST_ATTEMPTS = 3;

/** A further attempt needs at least this much of the run's time, in milliseconds. */
const LEAST_MS = 500;

const DEFAULT_ATTEMPTS = 2;
const DEFAULT_BACKOFF_MS = 200;

/** How far a run has come: its last attempt, how many there were, and the milliseconds that are left of its time. */
export type Progress = {
  readonly last: Pick<Result, 'outcome' | 'failure' | 'status'>;
  readonly attempts: number;
  readonly remainingMs: number;
};

/**
 * How long to wait before the next attempt of a run, in milliseconds; undefined: there is none. The wait doubles with each
 * attempt, is half of it to all of it by `chance` (0 ≤ chance < 1): what fails together must not come back together;
 * and leaves the attempt half a second of the run's time.
 */
export function waitBeforeRetry(
  check: Pick<CommonCheck, 'retry' | 'attempts' | 'backoffMs'>,
  { last, attempts, remainingMs }: Progress,
  chance: number,
): number | undefined {
  const { retry, attempts: most = DEFAULT_ATTEMPTS, backoffMs = DEFAULT_BACKOFF_MS } = check;
  const { outcome, failure, status } = last;
  if (outcome !== 'fail' || failure === undefined || attempts >= Math.min(most, MOST_ATTEMPTS)) return undefined;
  if (!isRetried(failure, status, retry)) return undefined;
  if (remainingMs < LEAST_MS) return undefined;
  return Math.min(backoffMs * 2 ** (attempts - 1) * (0.5 + chance / 2), remainingMs - LEAST_MS);
}
