import type { Assertion } from '../../core/assertion.ts';
import { type Assessment, assess } from '../../core/assess.ts';
import { excerpt } from '../../core/condition.ts';
import type { Contracts } from '../../core/contract.ts';
import type { Facts } from '../../core/facts.ts';
import type { Failure } from '../../core/failure.ts';
import { inTime, PATTERN_MS, TooSlow } from './in-time.ts';

/**
 * Holds a response against expectations as `assess` does, for no longer than `PATTERN_MS`: nothing else moves in this process
 * meanwhile. What was under way then is missed.
 */
export function assessInTime(expect: readonly Assertion[], facts: Facts, contracts: Contracts = {}): Assessment {
  if (!areSlow(expect)) return assess(expect, facts, contracts);
  let asked: Assertion | undefined;
  function* oneByOne() {
    for (asked of expect) yield asked;
  }
  try {
    return inTime(() => assess(oneByOne(), facts, contracts));
  } catch (error) {
    if (!(error instanceof TooSlow) || asked === undefined) throw error;
    const failure = slow(asked, facts);
    if (asked.level !== 'warn') return { outcome: 'fail', failure };
    const others = assessInTime(
      expect.filter((one) => one !== asked),
      facts,
      contracts,
    );
    return others.outcome === 'pass' ? { outcome: 'warn', failure } : others;
  }
}

/** A check's expectations are the same list in each of its runs. */
const known = new WeakMap<readonly Assertion[], boolean>();

function areSlow(expect: readonly Assertion[]): boolean {
  const before = known.get(expect);
  if (before !== undefined) return before;
  const are = expect.some(mayBeSlow);
  known.set(expect, are);
  return are;
}

/** Whether an assertion runs what somebody else wrote: a pattern that repeats, a schema, a function, a query that descends or filters. */
function mayBeSlow(part: unknown): boolean {
  if (part instanceof RegExp) return /[*+{]/.test(part.source);
  if (typeof part !== 'object' || part === null) return false;
  const { on, query } = part as { on?: unknown; query?: unknown };
  if (on === 'check' || on === 'jsonSchema' || on === 'openapi') return true;
  if (on === 'jsonPath' && /\?|\.\./.test(String(query))) return true;
  return Object.values(part).some(mayBeSlow);
}

function slow(asked: Assertion, { body = '' }: Facts): Failure {
  const what = excerpt(nameOf(asked), 120);
  const actual = `longer than ${PATTERN_MS}ms over ${body.length} characters`;
  const expected = `an answer within ${PATTERN_MS}ms`;
  return { kind: 'assertion', message: `${what} took ${actual}: make it simpler`, expected, actual };
}

/** By the pattern in it, or what else it is made of. */
function nameOf(asked: Assertion): string {
  const pattern = patternIn(asked);
  if (pattern !== undefined) return `the pattern ${pattern}`;
  if (asked.on === 'check') return `the check "${asked.sentence}"`;
  if (asked.on === 'jsonPath') return `the JSONPath ${asked.query}`;
  return asked.on === 'jsonSchema' ? 'the JSON Schema' : `an assertion (${asked.on})`;
}

function patternIn(part: unknown): RegExp | undefined {
  if (part instanceof RegExp) return part;
  if (typeof part !== 'object' || part === null) return undefined;
  for (const one of Object.values(part)) {
    const found = patternIn(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
