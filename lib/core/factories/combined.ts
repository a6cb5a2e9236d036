import type { Assertion, Holds } from '../assertion.ts';

/** One of these holds: `anyOf(status(200), status(404))`. A failure tells what each of them expected. */
export function anyOf(...of: readonly Assertion[]): Assertion {
  return { on: 'anyOf', of };
}

/** Each of these holds: for within `anyOf` and `not`. */
export function allOf(...of: readonly Assertion[]): Assertion {
  return { on: 'allOf', of };
}

/**
 * The assertion does not hold: `not(bodyText().contains('error'))`. What cannot be asked of an answer, such as a JSONPath
 * of a body that is not JSON, fails either way.
 */
export function not(assertion: Assertion): Assertion {
  return { on: 'not', of: assertion };
}

/** Makes a miss of the assertion a warning: the check is degraded, not down. */
export function warn(assertion: Assertion): Assertion {
  const given: unknown = assertion;
  return typeof given === 'object' && given !== null ? { ...assertion, level: 'warn' } : assertion;
}

/**
 * A check of one's own, with the sentence that holds where it passes: `check('prices are positive', (response) => …)`. It
 * fails where it gives false or a text, which is the reason, and where it throws. It must not be async.
 */
export function check(sentence: string, holds: Holds): Assertion {
  return { on: 'check', sentence, holds };
}
