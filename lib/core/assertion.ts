import type { FactName } from './fact.ts';
import type { Duration } from './time.ts';

/** `200`, or a class of statuses: `2xx` … `5xx`. */
export type StatusPattern = number | '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/** The parts of a probe's time, in their order. `total` is from the first byte of work to the last byte of the body. */
export const PHASES = ['dns', 'tcp', 'tls', 'firstByte', 'transfer'] as const;

export type Phase = (typeof PHASES)[number];

export type LatencyPhase = Phase | 'total';

/** A JSON value to compare with. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What is asked of one value: of the first node of a JSONPath, of a count, of a header, of a fact. */
export type Condition =
  | { readonly is: 'equals'; readonly value: Json }
  | { readonly is: 'oneOf'; readonly value: readonly Json[] }
  | { readonly is: 'atLeast' | 'atMost'; readonly value: number }
  | { readonly is: 'matches'; readonly value: RegExp }
  | { readonly is: 'contains'; readonly value: string }
  | { readonly is: 'exists' | 'absent' }
  /** The same items as this list, in any order. */
  | { readonly is: 'sameItems'; readonly value: readonly Json[] }
  /** Of a list: of how many items it has, of each of them, of one of them at least. */
  | { readonly is: 'count' | 'every' | 'some'; readonly condition: Condition };

/** One expectation of a check. `level: 'warn'` makes a miss a warning instead of a failure. */
export type Assertion = { readonly level?: 'warn' } & (
  | { readonly on: 'status'; readonly allowed: readonly StatusPattern[] }
  | { readonly on: 'jsonPath'; readonly query: string; readonly count: boolean; readonly condition: Condition }
  | { readonly on: 'header'; readonly name: string; readonly condition: Condition }
  | { readonly on: 'bodyText'; readonly condition: Condition }
  | { readonly on: 'fact'; readonly name: FactName; readonly condition: Condition }
  | { readonly on: 'latency'; readonly phase: LatencyPhase; readonly below: Duration; readonly warn?: Duration }
);
