import { z } from 'zod';
import { type Flaw, finiteNumber, leaf, oneKind, strict, string } from './schema-parts.ts';

const json = leaf((value) =>
  isJson(value)
    ? undefined
    : {
        message: 'the value to compare with is not JSON',
        allowed: 'null, true, false, numbers, texts, lists, objects',
        fix: 'use such a value',
      },
);

const jsons = leaf((value): Flaw | undefined => {
  if (Array.isArray(value) && isJson(value)) return undefined;
  return { message: 'the values to compare with are no list of JSON', allowed: 'a list', fix: 'write them as [a, b]' };
});

const someJson = leaf((value): Flaw | undefined => {
  if (Array.isArray(value) && value.length > 0 && isJson(value)) return undefined;
  const message = Array.isArray(value) && value.length === 0 ? 'oneOf() of nothing' : 'oneOf() of what is no list';
  return { message, allowed: 'a list of at least one value', fix: "write oneOf(['a', 'b'])" };
});

const pattern = leaf((value) => {
  if (!(value instanceof RegExp)) {
    return {
      message: 'the pattern is not a regular expression',
      allowed: 'a regular expression',
      fix: 'write it between slashes: matches(/^ok/)',
    };
  }
  return value.sticky
    ? {
        message: 'the flag y makes a pattern remember its last test',
        allowed: 'the flags d i m s u v',
        fix: 'drop the y and begin the pattern with ^',
      }
    : undefined;
});

const number = finiteNumber('the number to compare with');
const words = string('the text to compare with');

const numbers = {
  equals: { value: number },
  atLeast: { value: number },
  atMost: { value: number },
  oneOf: { value: someJson },
};
const scalars = { contains: { value: words }, matches: { value: pattern } };

const captured = oneCondition(
  {
    ...scalars,
    equals: { value: json },
    atLeast: { value: number },
    atMost: { value: number },
    oneOf: { value: someJson },
  },
  'equals(v), oneOf([…]), atLeast(n), atMost(n), contains(text) or matches(re)',
);

const texts = {
  ...scalars,
  equals: { value: words },
  oneOf: { value: someJson },
  capture: { value: pattern, group: z.unknown(), condition: captured },
};

const node = { ...texts, ...numbers, equals: { value: json } };
const isThere = { exists: {}, absent: {} };

const TEXT_FORM = 'equals(text), oneOf([…]), contains(text), matches(re) or capture(re) with a condition';
const NODE_FORM =
  'equals(v), oneOf([…]), atLeast(n), atMost(n), matches(re), contains(text), capture(re) with a condition';

/** What may be asked of a text. */
export const textCondition = oneCondition(texts, TEXT_FORM);

/** What may be asked of a header. */
export const headerCondition = oneCondition({ ...texts, ...isThere }, `${TEXT_FORM}, exists() or absent()`);

/** What may be asked of how many there are. */
export const countCondition = oneCondition(numbers, 'equals(n), oneOf([…]), atLeast(n) or atMost(n)');

/** What may be asked of each node of a JSONPath. */
export const eachCondition = oneCondition(node, NODE_FORM);

/** What may be asked of the first node of a JSONPath. */
export const nodeCondition = oneCondition({ ...node, ...isThere }, `${NODE_FORM}, exists() or absent()`);

/** What may be asked of a fact of any sort. Whether it fits the fact's own is a rule. */
export const factCondition = oneCondition(
  {
    ...node,
    ...isThere,
    sameItems: { value: jsons },
    count: { condition: countCondition },
    every: { condition: textCondition },
    some: { condition: textCondition },
  },
  'a condition that fits the fact',
);

/** A condition of these sorts, each with what it compares with. */
function oneCondition(shapes: Readonly<Record<string, z.ZodRawShape>>, form: string): z.ZodType {
  const [first, ...rest] = Object.entries(shapes).map(([is, shape]) => strict({ is: z.literal(is), ...shape }, form));
  if (first === undefined) throw new RangeError('a condition of no sort');
  return oneKind('is', [first, ...rest], form);
}

/** Whether a value can be written as JSON and is not nested deeper than 100. */
export function isJson(value: unknown, depth = 0): boolean {
  if (depth > 100) return false;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.values(value).every((item) => isJson(item, depth + 1))
  );
}
