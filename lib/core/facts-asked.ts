import type { Assertion } from './assertion.ts';

/**
 * Whether an expectation asks a fact whose name begins so, however deep in others it stands. One that is a function may
 * look at every fact.
 */
export function asksFact(expect: readonly Assertion[], prefix: string): boolean {
  return asks(expect, prefix, true);
}

/** The same, without regard to functions: whether a person wrote the fact's name. */
export function namesFact(expect: readonly Assertion[], prefix: string): boolean {
  return asks(expect, prefix, false);
}

function asks(value: unknown, prefix: string, ofFunctions: boolean): boolean {
  if (typeof value === 'function') return ofFunctions;
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return false;
  const { on, name } = value as { readonly on?: unknown; readonly name?: unknown };
  if (on === 'fact') return typeof name === 'string' && name.startsWith(prefix);
  return Object.values(value).some((part) => asks(part, prefix, ofFunctions));
}
