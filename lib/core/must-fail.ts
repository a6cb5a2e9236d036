import type { Result } from './result.ts';

/**
 * The result of a check that must fail: a target that failed is as it should be, one that passed is a failure. What was
 * our own fault, or never tried (`probe`, `guard`), says nothing and stays as it is.
 */
export function invert(result: Result): Result {
  const { failure, first: _, ...rest } = result;
  if (result.outcome === 'unknown' || failure?.kind === 'guard' || failure?.kind === 'probe') return result;
  if (result.outcome === 'fail') return { ...rest, outcome: 'pass' };
  const message = 'it passed, and it must fail';
  return { ...rest, outcome: 'fail', failure: { kind: 'assertion', message, expected: 'a failure', actual: 'a pass' } };
}
