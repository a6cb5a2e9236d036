import { z } from 'zod';
import { PHASES } from '../assertion.ts';
import { FACTS } from '../fact.ts';
import { jsonPathProblem } from '../json-path.ts';
import { parseSize } from '../size.ts';
import {
  countCondition,
  eachCondition,
  factCondition,
  headerCondition,
  isJson,
  nodeCondition,
  textCondition,
} from './schema-condition.ts';
import { array, duration, type Flaw, leaf, oneKind, oneOf, strict } from './schema-parts.ts';
import { nearest, show } from './show.ts';

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

const fact = leaf((value): Flaw | undefined => {
  const names = Object.keys(FACTS);
  if (names.includes(value as string)) return undefined;
  const meant = nearest(String(typeof value === 'string' ? value : ''), names);
  const fix = meant === undefined ? 'ask it with the factory that there is for it' : `did you mean ${show(meant)}?`;
  return { message: 'there is no such fact', allowed: "the name of a fact, such as 'certificate.daysLeft'", fix };
});

const bytes = leaf((value) =>
  parseSize(value) === undefined
    ? { message: 'not a size', allowed: 'bytes, or a number and B, KB or MB', fix: "write it such as '256KB'" }
    : undefined,
);

const holds = leaf((value): Flaw | undefined => {
  const allowed = 'a function that gives true, false, or a text with the reason';
  if (typeof value !== 'function') {
    return { message: 'the check is not a function', allowed, fix: "write check('it is so', (response) => …)" };
  }
  if (Object.prototype.toString.call(value) === '[object Function]') return undefined;
  const fix = 'drop async and await; what came is all there: response.json()';
  return { message: 'the check must not be async: nothing waits for it', allowed, fix };
});

const schema = leaf((value): Flaw | undefined => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value)) return undefined;
  const fix = "write it such as jsonSchema({ type: 'object', required: ['id'] })";
  return { message: 'the schema is not a JSON Schema', allowed: 'an object of JSON', fix };
});

const some = (name: string, fix: string) =>
  leaf((value) =>
    typeof value === 'string' && value.trim() !== ''
      ? undefined
      : { message: `${name} is not a text`, allowed: 'a text', fix },
  );

const branches = leaf((value) =>
  Array.isArray(value) && value.length === 0
    ? { message: 'there is nothing to choose from', allowed: 'at least one assertion', fix: 'name the assertions' }
    : undefined,
).pipe(
  array(
    z.lazy((): z.ZodType => assertion),
    'a list of assertions',
  ),
);

const jsonPathKeys = { on: z.literal('jsonPath'), level, query };
const combined = { level, of: branches };

/** One expectation: what the factories of assertions make. */
export const assertion: z.ZodType = oneKind(
  'on',
  [
    strict({ on: z.literal('status'), level, allowed: statuses }, "status('2xx')"),
    z.discriminatedUnion('nodes', [
      strict(
        { ...jsonPathKeys, nodes: z.literal('count'), condition: countCondition },
        "jsonPath('$.a').count().atLeast(1)",
      ),
      strict({ ...jsonPathKeys, nodes: z.literal('every'), condition: eachCondition }, "jsonPath('$.a').every()"),
      strict({ ...jsonPathKeys, nodes: z.literal('first'), condition: nodeCondition }, "jsonPath('$.a').exists()"),
    ]) as unknown as z.ZodObject,
    strict(
      { on: z.literal('header'), level, name: leaf(headerName), condition: headerCondition },
      "header('x').equals('y')",
    ),
    strict({ on: z.literal('bodyText'), level, condition: textCondition }, "bodyText().contains('ok')"),
    strict(
      { on: z.literal('size'), level, is: oneOf('the limit', ['atLeast', 'atMost']), value: bytes },
      "size().atMost('256KB')",
    ),
    strict(
      { on: z.literal('fact'), level, name: fact, condition: factCondition },
      "certificate('daysLeft').atLeast(14)",
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
    strict(
      { on: z.literal('check'), level, sentence: some('the sentence', 'say what holds where it passes'), holds },
      "check('it is so', (response) => …)",
    ),
    strict({ on: z.literal('anyOf'), ...combined }, 'anyOf(a, b)'),
    strict({ on: z.literal('allOf'), ...combined }, 'allOf(a, b)'),
    strict({ on: z.literal('not'), level, of: z.lazy(() => assertion) }, 'not(a)'),
    strict({ on: z.literal('jsonSchema'), level, schema }, "jsonSchema({ type: 'object' })"),
    strict(
      {
        on: z.literal('openapi'),
        level,
        file: some('the file', "write openapi('openapi.yaml', { operation: 'getItems' })"),
        operation: some('operation', "write an operationId, or 'GET /items'"),
      },
      "openapi('openapi.yaml', { operation: 'getItems' })",
      ['on', 'level', 'file'],
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
