import type { FactName } from './fact.ts';
import type { Size } from './size.ts';
import type { Duration } from './time.ts';

/** `200`, or a class of statuses: `2xx` … `5xx`. */
export type StatusPattern = number | '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/** The parts of a probe's time, in their order. `total` is from the first byte of work to the last byte of the body. */
export const PHASES = ['dns', 'tcp', 'tls', 'firstByte', 'transfer'] as const;

export type Phase = (typeof PHASES)[number];

export type LatencyPhase = Phase | 'total';

/** A JSON value to compare with. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema: draft 2020-12, or draft-07 where its `$schema` says so. */
export type JsonSchema = { readonly [keyword: string]: unknown };

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
  /** Of a list: of how many items it has, of each of them (and one there is), of one of them at least. */
  | { readonly is: 'count' | 'every' | 'some'; readonly condition: Condition }
  /** Of what a group of the pattern matched; a number where it is compared with one. */
  | {
      readonly is: 'capture';
      readonly value: RegExp;
      readonly group: number | string;
      readonly condition: Condition;
    };

/** What came back, as a check of one's own sees it. Header names in lower case; times in milliseconds. */
export type Response = {
  /** 0 where there is none. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, or what else came as text; empty where nothing did. */
  readonly text: string;
  /** The text as JSON. Throws when it is none, which fails the check. */
  // biome-ignore lint/suspicious/noExplicitAny: nobody knows the answer's shape but who asked, as with fetch
  json<T = any>(): T;
  /** Bytes of it, as sent. */
  readonly size: number;
  /** The kind's own facts, by their names. */
  readonly values: Readonly<Record<string, Json>>;
  readonly phases: { readonly [P in Phase]?: number };
  readonly total: number;
};

/** True: it holds. False: it does not. A text: it does not, for this reason. Never a promise. */
export type Holds = (response: Response) => boolean | string;

/** An expectation that others make up. */
export type CombinedAssertion =
  | { readonly on: 'anyOf' | 'allOf'; readonly of: readonly Assertion[] }
  | { readonly on: 'not'; readonly of: Assertion };

/** An expectation that is compiled before the probe runs. `file`: from the project's root. */
export type ContractAssertion =
  | { readonly on: 'jsonSchema'; readonly schema: JsonSchema }
  | { readonly on: 'openapi'; readonly file: string; readonly operation: string };

/** One expectation of a check. `level: 'warn'` makes a miss a warning instead of a failure. */
export type Assertion = { readonly level?: 'warn' } & (
  | { readonly on: 'status'; readonly allowed: readonly StatusPattern[] }
  | {
      readonly on: 'jsonPath';
      readonly query: string;
      /** What of the nodes is asked: the first, each (and one there is), how many there are. */
      readonly nodes: 'first' | 'every' | 'count';
      readonly condition: Condition;
    }
  | { readonly on: 'header'; readonly name: string; readonly condition: Condition }
  | { readonly on: 'bodyText'; readonly condition: Condition }
  | { readonly on: 'size'; readonly is: 'atLeast' | 'atMost'; readonly value: Size }
  | { readonly on: 'fact'; readonly name: FactName; readonly condition: Condition }
  | { readonly on: 'latency'; readonly phase: LatencyPhase; readonly below: Duration; readonly warn?: Duration }
  | { readonly on: 'check'; readonly sentence: string; readonly holds: Holds }
  | CombinedAssertion
  | ContractAssertion
);

/** The assertion of one sort. */
export type AssertionOn<On extends Assertion['on']> = Extract<Assertion, { readonly on: On }>;
