import type { Result } from './result.ts';
import { type Strike, striker } from './strike.ts';

/** What of a result is never anybody's text: our own names, and the digits that we chose. */
const OURS: ReadonlySet<string> = new Set(['id', 'outcome', 'kind', 'trace', 'phases']);

/** The result with every one of these secrets struck from whatever text stands in it. */
export function redactResult(result: Result, secrets: readonly string[]): Result {
  if (secrets.length === 0) return result;
  let strike: Strike | undefined;
  // Most results hold no text, and what strikes is dear to make.
  return walk(result, (text) => {
    strike ??= striker(secrets);
    return strike(text);
  }) as Result;
}

function walk(value: unknown, strike: Strike): unknown {
  if (typeof value === 'string') return strike(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, strike));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, OURS.has(name) ? item : walk(item, strike)]);
  return Object.fromEntries(entries);
}
