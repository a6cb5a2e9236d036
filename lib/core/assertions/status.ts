import type { Assertion, AssertionOn, StatusPattern } from '../assertion.ts';
import { cannotTell, type Judged, judged } from '../judged.ts';

/** Holds the status of an answer against those that are allowed. */
export function judgeStatus({ allowed }: AssertionOn<'status'>, status: number | undefined): Judged {
  const expected = allowed.join(' or ');
  if (status === undefined) {
    return cannotTell(() => ({ what: 'status', kind: 'status', expected, actual: 'missing', is: 'status missing' }));
  }
  return judged(isStatusAllowed(status, allowed), () => ({
    what: 'status',
    kind: 'status',
    expected,
    actual: String(status),
    is: `status ${status}`,
  }));
}

/** Whether a status is among those that are allowed. */
export function isStatusAllowed(status: number, allowed: readonly StatusPattern[]): boolean {
  return allowed.some((pattern) => pattern === status || pattern === `${Math.floor(status / 100)}xx`);
}

/** Whether the expectations ask for this very status, so that a redirect with it is the answer and is not followed. */
export function isStatusExpected(status: number, expect: readonly Assertion[]): boolean {
  return expect.some((assertion) => {
    if (assertion.on === 'status') return isStatusAllowed(status, assertion.allowed);
    return (assertion.on === 'anyOf' || assertion.on === 'allOf') && isStatusExpected(status, assertion.of);
  });
}

/** Whether an expectation says anything of the status, however deep in others. */
export function asksStatus(assertion: Assertion): boolean {
  if (assertion.on === 'anyOf' || assertion.on === 'allOf') return assertion.of.some(asksStatus);
  return assertion.on === 'not' ? asksStatus(assertion.of) : assertion.on === 'status';
}
