import type { Assertion, AssertionOn, Json, LatencyPhase, StatusPattern } from '../assertion.ts';
import type { Size } from '../size.ts';
import type { Duration } from '../time.ts';
import { carry } from './carry.ts';
import {
  type Ask,
  type NumberConditions,
  numberConditions,
  type TextConditions,
  textConditions,
} from './conditions.ts';

/** What may be asked of a JSON value. */
export type JsonConditions = Omit<TextConditions, 'equals' | 'oneOf'> &
  Omit<NumberConditions, 'equals' | 'oneOf'> & {
    /** The same value, whatever the order of an object's keys. */
    equals(value: Json): Assertion;
    oneOf(values: readonly Json[]): Assertion;
  };

/** What may be asked of the first node that a JSONPath selects. */
export type JsonPathConditions = JsonConditions & {
  exists(): Assertion;
  absent(): Assertion;
  /** Asks each node instead. No node at all does not meet it: nothing was looked at. */
  every(): JsonConditions;
  /** Asks how many nodes there are instead. */
  count(): NumberConditions;
};

/** What may be asked of a header's value. */
export type HeaderConditions = TextConditions & { exists(): Assertion; absent(): Assertion };

export type LatencyConditions = {
  /** Fails at or above `limit`; warns at or above `warn`, which is less. */
  below(limit: Duration, options?: { readonly warn?: Duration }): Assertion;
};

/** What may be asked of how many bytes came: a number, or `'256KB'`. */
export type SizeConditions = { atLeast(size: Size): Assertion; atMost(size: Size): Assertion };

/** The answer's status is one of these: numbers, or classes such as `2xx`. */
export function status(...allowed: readonly StatusPattern[]): Assertion {
  return { on: 'status', allowed };
}

/** Asks the JSON body with an RFC 9535 JSONPath: `jsonPath('$.items[*]').count().atLeast(1)`. */
export function jsonPath(query: string): JsonPathConditions {
  const ask =
    (nodes: AssertionOn<'jsonPath'>['nodes']): Ask =>
    (condition) => ({ on: 'jsonPath', query, nodes, condition });
  return {
    ...jsonConditions(ask('first')),
    exists: () => ask('first')({ is: 'exists' }),
    absent: () => ask('first')({ is: 'absent' }),
    every: () => jsonConditions(ask('every')),
    count: () => numberConditions(ask('count')),
  };
}

/** Asks a header of the answer, its name in any case. */
export function header(name: string): HeaderConditions {
  const ask: Ask = (condition) => ({ on: 'header', name, condition });
  return { ...textConditions(ask), exists: () => ask({ is: 'exists' }), absent: () => ask({ is: 'absent' }) };
}

/** Asks the body, or what else came, as text; at most its first 256 KB. */
export function bodyText(): TextConditions {
  return textConditions((condition) => ({ on: 'bodyText', condition }));
}

/** Asks how many bytes came, as they were sent: `size().atMost('256KB')`. A KB is 1,024 bytes. */
export function size(): SizeConditions {
  return {
    atLeast: (value) => ({ on: 'size', is: 'atLeast', value }),
    atMost: (value) => ({ on: 'size', is: 'atMost', value }),
  };
}

/** Asks how long a phase took, or all of it: `latency('total').below('800ms', { warn: '400ms' })`. */
export function latency(phase: LatencyPhase): LatencyConditions {
  return { below: (below, options = {}) => carry(options, { on: 'latency' as const, phase, below }) };
}

function jsonConditions(ask: Ask): JsonConditions {
  return {
    ...textConditions(ask),
    ...numberConditions(ask),
    equals: (value) => ask({ is: 'equals', value }),
    oneOf: (value) => ask({ is: 'oneOf', value }),
  };
}
