import type { Assertion, Json, StatusPattern } from './assertion.ts';
import { describeCondition, describeValue, excerpt, meets } from './condition.ts';
import type { Facts } from './facts.ts';
import type { Failure } from './failure.ts';
import { selectJson } from './json-path.ts';
import { durationMs } from './time.ts';

/** What the expectations say of a response. */
export type Assessment =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'warn' | 'fail'; readonly failure: Failure };

/**
 * Holds a response against a check's expectations. The first one missed decides; a miss of level `warn`, or of a
 * latency's `warn`, is reported only when none is missed outright.
 */
export function assess(expect: readonly Assertion[], facts: Facts): Assessment {
  const json = lazily(() => parseJson(facts.body ?? ''));
  let warning: Failure | undefined;
  for (const assertion of expect) {
    const miss = missOf(assertion, facts, json);
    if (miss === undefined) continue;
    if (!miss.warn && assertion.level !== 'warn') return { outcome: 'fail', failure: miss.failure };
    warning ??= miss.failure;
  }
  return warning === undefined ? { outcome: 'pass' } : { outcome: 'warn', failure: warning };
}

/** Whether a status is among those that are allowed. */
export function isStatusAllowed(status: number, allowed: readonly StatusPattern[]): boolean {
  return allowed.some((pattern) => pattern === status || pattern === `${Math.floor(status / 100)}xx`);
}

/** Whether the expectations ask for this very status, so that a redirect with it is the answer and is not followed. */
export function isStatusExpected(status: number, expect: readonly Assertion[]): boolean {
  return expect.some((assertion) => assertion.on === 'status' && isStatusAllowed(status, assertion.allowed));
}

/** Longest share that expected and actual each have in a message: results stay under 1 KB. */
const MESSAGE_PART = 80;

type Miss = { readonly failure: Failure; readonly warn?: true };
type Parsed = { readonly document: Json } | { readonly problem: string };

function missOf(assertion: Assertion, facts: Facts, json: () => Parsed): Miss | undefined {
  switch (assertion.on) {
    case 'status':
      return statusMiss(assertion, facts.status);
    case 'header':
      return valueMiss(`header ${assertion.name}`, assertion, facts.headers?.[assertion.name.toLowerCase()]);
    case 'bodyText':
      return valueMiss('body', assertion, facts.body);
    case 'jsonPath':
      return jsonPathMiss(assertion, json());
    case 'fact':
      return valueMiss(assertion.name, assertion, facts.values?.[assertion.name]);
    case 'latency':
      return latencyMiss(assertion, facts);
    default:
      return assertion satisfies never;
  }
}

function statusMiss({ allowed }: Extract<Assertion, { on: 'status' }>, status: number | undefined): Miss | undefined {
  if (status !== undefined && isStatusAllowed(status, allowed)) return undefined;
  const expected = allowed.join(' or ');
  const actual = status === undefined ? 'missing' : String(status);
  return { failure: { kind: 'status', message: `status ${actual}, expected ${expected}`, expected, actual } };
}

function valueMiss(
  what: string,
  { condition }: Extract<Assertion, { on: 'header' | 'bodyText' | 'fact' }>,
  value: unknown,
) {
  return meets(condition, value) ? undefined : miss(what, describeCondition(condition), describeValue(value));
}

function jsonPathMiss(assertion: Extract<Assertion, { on: 'jsonPath' }>, parsed: Parsed): Miss | undefined {
  const { query, count, condition } = assertion;
  const what = count ? `count of ${query}` : query;
  const expected = describeCondition(condition);
  if ('problem' in parsed) return miss('body', `JSON with ${what} ${expected}`, parsed.problem);
  let values: readonly unknown[];
  try {
    values = selectJson(query, parsed.document);
  } catch (error) {
    // A document nested deeper than json-p3 descends: what came is at fault, not the query.
    return miss(what, expected, excerpt(`a body that the query fails on: ${String(error)}`));
  }
  if (count && condition.is === 'exists') return values.length > 0 ? undefined : miss(what, expected, '0');
  const value = count ? values.length : values[0];
  return meets(condition, value) ? undefined : miss(what, expected, describeValue(value));
}

function latencyMiss(assertion: Extract<Assertion, { on: 'latency' }>, facts: Facts): Miss | undefined {
  const { phase, below, warn } = assertion;
  const took = phase === 'total' ? facts.total : facts.phases[phase];
  // A phase that did not happen (tls over http, dns of a literal address) took no time.
  if (took === undefined) return undefined;
  const actual = `${took.toFixed(1)}ms`;
  if (took >= durationMs(below)) return miss(`latency ${phase}`, `below ${below}`, actual);
  if (warn === undefined || took < durationMs(warn)) return undefined;
  return { ...miss(`latency ${phase}`, `below ${warn}`, actual, ` (warning; it fails at ${below})`), warn: true };
}

function miss(what: string, expected: string, actual: string, note = ''): Miss {
  const message = `${what} is ${excerpt(actual, MESSAGE_PART)}, expected ${excerpt(expected, MESSAGE_PART)}${note}`;
  return { failure: { kind: 'assertion', message, expected, actual } };
}

function parseJson(body: string): Parsed {
  try {
    return { document: JSON.parse(body) as Json };
  } catch {
    return { problem: body.trim() === '' ? 'an empty body, not JSON' : excerpt(`not JSON: ${body.trim()}`) };
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
