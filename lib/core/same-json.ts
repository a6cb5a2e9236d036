import type { Json } from './assertion.ts';

/** Where two JSON values differ, and what stands there in each; undefined where it is missing. */
export type Difference = {
  readonly path: readonly (string | number)[];
  readonly expected: unknown;
  readonly actual: unknown;
};

/** Whether two JSON values are the same, whatever the order of an object's keys. */
export function isSameJson(expected: Json, actual: unknown): boolean {
  return firstDifference(expected, actual) === undefined;
}

/** The first place where two JSON values differ, as deep as it is, or undefined when they are the same. */
export function firstDifference(expected: unknown, actual: unknown): Difference | undefined {
  if (expected === actual) return undefined;
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return { path: [], expected, actual };
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = firstDifference(memberOf(expected, key), memberOf(actual, key));
    if (found !== undefined) return { ...found, path: [Array.isArray(expected) ? Number(key) : key, ...found.path] };
  }
  return undefined;
}

/** Whether each item of one list is in the other as often. */
export function areSameItems(expected: readonly Json[], actual: readonly unknown[]): boolean {
  const left = [...actual];
  return (
    expected.length === left.length &&
    expected.every((item) => {
      const index = left.findIndex((other) => isSameJson(item, other));
      if (index >= 0) left.splice(index, 1);
      return index >= 0;
    })
  );
}

/** A path as a JSONPath goes on: `.items[0].price`. */
export function showPath(path: readonly (string | number)[]): string {
  return path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join('');
}

function memberOf(owner: object, key: string): unknown {
  return Object.hasOwn(owner, key) ? (owner as Record<string, unknown>)[key] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
