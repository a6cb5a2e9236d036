import { excerpt } from './condition.ts';
import type { Failure } from './failure.ts';

/** How an expectation and what came are told of each other. `is`: what came, as a clause: `status 503`. */
export type Words = Failure & { readonly is: string; readonly expected: string; readonly actual: string };

/**
 * What became of one expectation. `cannotTell`: it fails, and its opposite fails as well. `say` is only called where
 * somebody asks, with what was expected turned into its opposite when `negated`.
 */
export type Judged = {
  readonly outcome: 'pass' | 'warn' | 'fail';
  readonly cannotTell?: true;
  readonly say: (negated?: boolean) => Words;
};

/** Longest share that expected and actual each have in a message: results stay under 1 KB. */
export const MESSAGE_PART = 80;

/** What was asked, in words. `what`: of what it was asked. `is`: the clause, where it is another than `what is actual`. */
export type Told = {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  /** Default `assertion`. `probe`: that it cannot be told is our own fault. */
  readonly kind?: 'status' | 'probe';
  readonly is?: string;
  /** The whole message, where it is another than `is, expected …`. */
  readonly message?: string;
  /** Said behind the message. */
  readonly note?: string;
};

/** The judgement of one question: whether it holds, and the words for it, which are only made when needed. */
export function judged(holds: boolean | 'warn', tell: () => Told): Judged {
  return { outcome: holds === 'warn' ? 'warn' : holds ? 'pass' : 'fail', say: (negated) => words(tell(), negated) };
}

/** The judgement where what came does not let the question be asked: neither it nor its opposite holds. */
export function cannotTell(tell: () => Told): Judged {
  return { outcome: 'fail', cannotTell: true, say: () => words(tell()) };
}

/** The opposite of a judgement. A warning stays one. */
export function opposite(one: Judged): Judged {
  if (one.cannotTell) return one;
  const outcome = one.outcome === 'warn' ? 'warn' : one.outcome === 'pass' ? 'fail' : 'pass';
  return { outcome, say: (negated = false) => one.say(!negated) };
}

function words({ what, actual, kind, note = '', ...told }: Told, negated = false): Words {
  const expected = excerpt(negated ? `not ${told.expected}` : told.expected);
  const is = told.is ?? `${what} is ${excerpt(actual, MESSAGE_PART)}`;
  const message = told.message ?? `${is}, expected ${excerpt(expected, MESSAGE_PART)}${note}`;
  return { kind: kind ?? 'assertion', message, expected, actual: excerpt(actual), is };
}
