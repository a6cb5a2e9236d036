import { describeValue, excerpt } from '../../core/condition.ts';
import type { Failure } from '../../core/failure.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

/** Errors that Node throws at code that is wrong, or that meets a value which it did not expect. */
const BUGS = new Set(['TypeError', 'RangeError', 'SyntaxError', 'URIError', 'EvalError']);

/** How far a chain of causes is followed. */
const DEEPEST = 5;

/** The failure that an error carries, where it is one of the probe's own. */
export function carriedBy(error: unknown): Failure | undefined {
  try {
    return error instanceof ProbeFailure ? error.failure : undefined;
  } catch {
    // A proxy.
    return undefined;
  }
}

/**
 * What it means that a flow threw this, which is no failure of the probe's own. An error of the code itself is the flow's fault as long as nothing was answered
 * (`isAnswered`), and `unknown`: no target can have caused it. After that an answer of another shape is the likeliest
 * cause, and it is a failure. A name that does not exist is the flow's fault at any time.
 */
export function failureOfThrown(error: unknown, isAnswered: boolean): Failure {
  try {
    const known = knownIn(error);
    const name = nameOf(error);
    const what = excerpt(`${textOf(error)}${lineOf(error)}`);
    if (name === 'ReferenceError' || (BUGS.has(name) && !isAnswered)) {
      return { kind: 'probe', message: `the flow's own code failed: ${what}`, actual: what };
    }
    const cause = known === undefined ? '' : `: ${known.message}`;
    const kind = known?.kind ?? 'assertion';
    return { kind, message: excerpt(`the flow threw ${what}${cause}`, 400), expected: 'no error', actual: what };
  } catch {
    // A proxy, or an error whose message throws.
    const actual = 'what cannot be shown';
    return { kind: 'assertion', message: `the flow threw ${actual}`, expected: 'no error', actual };
  }
}

/** The failure that an error is, or was caused by, or the first one of several. */
function knownIn(error: unknown, depth = 0): Failure | undefined {
  if (error instanceof ProbeFailure) return error.failure;
  if (!(error instanceof Error) || depth >= DEEPEST) return undefined;
  const several: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return knownIn(several, depth + 1) ?? knownIn(error.cause, depth + 1);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function textOf(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  if (typeof error === 'object' && error !== null) return describeValue(error);
  return typeof error === 'string' ? JSON.stringify(error) : String(error);
}

/** A line of minified code says nothing to anybody. */
const WIDEST_COLUMN = 300;

/** Where in the flow's code an error came up: ` at checks/login.ts:12:5`, or nothing where that cannot be told. */
function lineOf(error: unknown): string {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return '';
  const frames = error.stack.split('\n').filter((line) => /^\s*at /.test(line));
  const own = frames.find((line) => !/\(?node:|node_modules|<anonymous>|\(native\)/.test(line));
  const [, file, line, column] = /([^\s(]+):(\d+):(\d+)\)?$/.exec(own ?? '') ?? [];
  if (file === undefined || Number(column) > WIDEST_COLUMN) return '';
  return ` at ${file.split(/[\\/]/).slice(-2).join('/').replace(/\?.*$/, '')}:${line}:${column}`;
}
