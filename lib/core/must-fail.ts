import { type Failure, isNoNews } from './failure.ts';
import type { Result } from './result.ts';

/**
 * An attempt of a check that must fail, turned round: a target that failed is as it should be, one that passed, with a
 * warning or without, is a failure. What was our own fault, or was never tried (the address guard), says nothing of the
 * target and stays as it is.
 */
export function invert<R extends Omit<Result, 'attempts'>>(result: R): R {
  const { outcome, failure, status } = result;
  if (outcome === 'unknown' || (failure !== undefined && (isNoNews(failure) || failure.kind === 'guard')))
    return result;
  if (outcome === 'fail') {
    const { failure: _, ...rest } = result;
    return { ...rest, outcome: 'pass' } as R;
  }
  const actual = status === undefined ? 'a pass' : `a pass with status ${status}`;
  const message = `${actual.replace('a pass', 'it passed')}, and it must fail`;
  const passed: Failure = { kind: 'assertion', message, expected: 'a failure', actual };
  return { ...result, outcome: 'fail', failure: passed };
}
