import { z } from 'zod';
import { PHASES } from '../assertion.ts';
import { jsonPathProblem } from '../json-path.ts';
import { array, duration, type Flaw, finiteNumber, leaf, oneKind, oneOf, strict, string } from './schema-parts.ts';

const level = oneOf('level', ['warn']).optional();
const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

const statusPattern = leaf((value) => {
  if (CLASSES.includes(value as string)) return undefined;
  if (Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599) return undefined;
  return {
    message: 'not a status',
    allowed: 'a number from 100 to 599, or 1xx 2xx 3xx 4xx 5xx',
    fix: "write it such as status(200) or status('2xx')",
  };
});

const statuses = leaf((value) =>
  Array.isArray(value) && value.length === 0
    ? { message: 'status() allows no status', allowed: 'at least one', fix: "write status('2xx')" }
    : undefined,
).pipe(array(statusPattern, 'a list of statuses'));

const query = leaf((value): Flaw | undefined => {
  const allowed = 'an RFC 9535 JSONPath';
  if (typeof value !== 'string')
    return { message: 'the JSONPath is not a text', allowed, fix: "write jsonPath('$.a.b')" };
  if (value.endsWith('.length')) {
    const before = value.slice(0, -'.length'.length);
    return {
      message: 'a JSONPath has no .length: it selects a member of that name',
      allowed,
      fix: `count the nodes: jsonPath('${before}[*]').count(); a member of that name is ${before}['length']`,
    };
  }
  const problem = jsonPathProblem(value);
  if (problem === undefined) return undefined;
  const fix = 'begin with $, such as $.items[0].price or $.items[?@.price > 10]';
  return { message: `the JSONPath does not parse: ${problem}`, allowed, fix };
});

const json = leaf((value) =>
  isJson(value)
    ? undefined
    : {
        message: 'the value to compare with is not JSON',
        allowed: 'null, true, false, numbers, texts, lists, objects',
        fix: 'use such a value',
      },
);

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

/** A condition of these sorts, each with the values that it may compare with. */
function condition(values: Readonly<Record<string, z.ZodType | undefined>>, form: string): z.ZodType {
  const [first, ...rest] = Object.entries(values).map(([is, value]) =>
    strict({ is: z.literal(is), ...(value === undefined ? {} : { value }) }, form),
  );
  if (first === undefined) throw new RangeError('a condition of no sort');
  return oneKind('is', [first, ...rest], form);
}

const texts = { equals: words, contains: words, matches: pattern };
const whole = { equals: number, atLeast: number, atMost: number };
const node = { equals: json, atLeast: number, atMost: number, matches: pattern, contains: words, exists: undefined };

const counts = condition(whole, 'equals(n), atLeast(n) or atMost(n)');
const nodes = condition(node, 'equals(v), atLeast(n), atMost(n), matches(re), contains(text) or exists()');

const jsonPathKeys = { on: z.literal('jsonPath'), level, query };

/** One expectation: what the factories of assertions make. */
export const assertion = oneKind(
  'on',
  [
    strict({ on: z.literal('status'), level, allowed: statuses }, "status('2xx')"),
    z.discriminatedUnion('count', [
      strict({ ...jsonPathKeys, count: z.literal(true), condition: counts }, "jsonPath('$.a').count().atLeast(1)"),
      strict({ ...jsonPathKeys, count: z.literal(false), condition: nodes }, "jsonPath('$.a').exists()"),
    ]) as unknown as z.ZodObject,
    strict(
      {
        on: z.literal('header'),
        level,
        name: leaf(headerName),
        condition: condition({ ...texts, exists: undefined }, 'equals(text), contains(text), matches(re) or exists()'),
      },
      "header('x').equals('y')",
    ),
    strict(
      { on: z.literal('bodyText'), level, condition: condition(texts, 'equals(text), contains(text) or matches(re)') },
      "bodyText().contains('ok')",
    ),
    strict(
      {
        on: z.literal('latency'),
        level,
        phase: oneOf('phase', ['total', ...PHASES]),
        below: duration('below', '800ms'),
        warn: duration('warn', '400ms').optional(),
      },
      "latency('total').below('800ms')",
      ['on', 'level', 'phase', 'below'],
    ),
  ],
  'status(…), or jsonPath(…), header(…), bodyText(), latency(…) with a condition',
);

/** What is wrong with the name of a header. */
export function headerName(value: unknown): Flaw | undefined {
  if (typeof value === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(value)) return undefined;
  return {
    message: 'not the name of a header',
    allowed: "letters, digits and !#$%&'*+-.^_`|~",
    fix: 'use the name alone, without colon or blanks',
  };
}

function isJson(value: unknown, depth = 0): boolean {
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
