import type { Assertion, Condition, Json, LatencyPhase, StatusPattern } from '../assertion.ts';
import type { Duration } from '../time.ts';
import { carry } from './carry.ts';
import { type TextConditions, textConditions } from './conditions.ts';

/** What may be asked of how many nodes a JSONPath selects. */
export type CountConditions = {
  equals(n: number): Assertion;
  atLeast(n: number): Assertion;
  atMost(n: number): Assertion;
};

/** What may be asked of the first node that a JSONPath selects. */
export type JsonPathConditions = {
  equals(value: Json): Assertion;
  atLeast(n: number): Assertion;
  atMost(n: number): Assertion;
  matches(pattern: RegExp): Assertion;
  contains(text: string): Assertion;
  exists(): Assertion;
  /** Asks how many nodes there are instead. */
  count(): CountConditions;
};

/** What may be asked of a header's value. */
export type HeaderConditions = TextConditions & { exists(): Assertion };

export type LatencyConditions = {
  /** Fails at or above `limit`; warns at or above `warn`, which is less. */
  below(limit: Duration, options?: { readonly warn?: Duration }): Assertion;
};

/** The answer's status is one of these: numbers, or classes such as `2xx`. */
export function status(...allowed: readonly StatusPattern[]): Assertion {
  return { on: 'status', allowed };
}

/** Asks the JSON body with an RFC 9535 JSONPath: `jsonPath('$.items[*]').count().atLeast(1)`. */
export function jsonPath(query: string): JsonPathConditions {
  const ask = (count: boolean, condition: Condition): Assertion => ({ on: 'jsonPath', query, count, condition });
  return {
    equals: (value) => ask(false, { is: 'equals', value }),
    atLeast: (value) => ask(false, { is: 'atLeast', value }),
    atMost: (value) => ask(false, { is: 'atMost', value }),
    matches: (value) => ask(false, { is: 'matches', value }),
    contains: (value) => ask(false, { is: 'contains', value }),
    exists: () => ask(false, { is: 'exists' }),
    count: () => ({
      equals: (value) => ask(true, { is: 'equals', value }),
      atLeast: (value) => ask(true, { is: 'atLeast', value }),
      atMost: (value) => ask(true, { is: 'atMost', value }),
    }),
  };
}

/** Asks a header of the answer, its name in any case. */
export function header(name: string): HeaderConditions {
  return {
    ...textConditions((condition) => ({ on: 'header', name, condition })),
    exists: () => ({ on: 'header', name, condition: { is: 'exists' } }),
  };
}

/** Asks the body as text, at most its first 256 KB. */
export function bodyText(): TextConditions {
  return textConditions((condition) => ({ on: 'bodyText', condition }));
}

/** Asks how long a phase took, or all of it: `latency('total').below('800ms', { warn: '400ms' })`. */
export function latency(phase: LatencyPhase): LatencyConditions {
  return { below: (below, options = {}) => carry(options, { on: 'latency' as const, phase, below }) };
}

/** Makes a miss of the assertion a warning: the check is degraded, not down. */
export function warn(assertion: Assertion): Assertion {
  const given: unknown = assertion;
  return typeof given === 'object' && given !== null ? { ...assertion, level: 'warn' } : assertion;
}
