import fc from 'fast-check';
import { anyOf, jsonSchema, not, status, warn } from 'killdeer';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../../../lib/core/assertion.ts';
import { contractKey } from '../../../../lib/core/contract.ts';
import { compiled, verdictOf } from './compiled.ts';

const price = { type: 'number', minimum: 0 };
const schema: JsonSchema = {
  type: 'object',
  required: ['id', 'items'],
  additionalProperties: false,
  properties: {
    id: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
    state: { enum: ['open', 'closed'] },
    code: { type: 'string', pattern: '^[A-Z\\-]+$' },
    items: { type: 'array', minItems: 1, uniqueItems: true, items: { required: ['price'], properties: { price } } },
    owner: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/owner' }] },
    event: {
      oneOf: [
        { properties: { kind: { const: 'a' } }, required: ['kind', 'n'] },
        { properties: { kind: { const: 'b' } }, required: ['kind'] },
      ],
    },
    '~odd/key': { type: 'string' },
  },
  $defs: { owner: { type: 'object', properties: { age: { type: 'number' } }, additionalProperties: false } },
};
const items = [{ price: 1 }];

describe('a body is held against a JSON Schema', () => {
  const said = verdictOf(jsonSchema(schema));

  test.each<[string, unknown, string]>([
    ['that it fits', { id: 1, items, at: '2026-11-05T10:00:00Z', owner: null, code: 'A-B' }, 'pass'],
    ['with a value of another type', { id: '1', items }, 'fail: $.id is "1", expected integer (schema)'],
    ['without a member', { id: 1 }, 'fail: $.items is missing, expected present (schema)'],
    [
      'with a member too many',
      { id: 1, items, x: 1 },
      'fail: $.x is 1, expected absent: the schema has no such property (schema)',
    ],
    ['below a bound', { id: 1, items: [{ price: -1 }] }, 'fail: $.items[0].price is -1, expected >= 0 (schema)'],
    [
      'with several misses',
      { id: '1', items: [{ price: '1' }, {}] },
      'fail: $.id is "1", expected integer (schema, and 2 more misses)',
    ],
    ['with two misses', { id: '1', items: [] }, 'fail: $.id is "1", expected integer (schema, and 1 more miss)'],
    ['with an empty list', { id: 1, items: [] }, 'fail: $.items is [], expected not fewer than 1 items (schema)'],
    [
      'with the same twice',
      { id: 1, items: [...items, ...items] },
      'fail: $.items is [{"price":1},{"price":1}], expected different items: 0 and 1 are the same (schema)',
    ],
    [
      'with another value than the listed',
      { id: 1, items, state: 'gone' },
      'fail: $.state is "gone", expected one of "open", "closed" (schema)',
    ],
    [
      'with another format',
      { id: 1, items, at: 'today' },
      'fail: $.at is "today", expected a text of format date-time (schema)',
    ],
    [
      'with another pattern',
      { id: 1, items, code: 'a' },
      'fail: $.code is "a", expected matching /^[A-Z\\-]+$/ (schema)',
    ],
    [
      'with a choice, deep within',
      { id: 1, items, owner: { age: '9' } },
      'fail: $.owner.age is "9", expected number (schema)',
    ],
    [
      'with a choice and a member too many',
      { id: 1, items, owner: { x: 1 } },
      'fail: $.owner.x is 1, expected absent: the schema has no such property (schema)',
    ],
    [
      'with no branch of a choice',
      { id: 1, items, owner: 3 },
      'fail: $.owner is 3, expected one of the forms that the schema allows (anyOf) (schema)',
    ],
    [
      'with a choice by its kind',
      { id: 1, items, event: { kind: 'c' } },
      'fail: $.event.kind is "c", expected one of "a", "b" (schema)',
    ],
    ['with an odd name', { id: 1, items, '~odd/key': 1 }, 'fail: $["~odd/key"] is 1, expected string (schema)'],
    ['of another sort', [], 'fail: $ is [], expected object (schema)'],
  ])('%s', (_, body, message) => {
    expect(said({ body: JSON.stringify(body) })).toBe(message);
  });

  test('that is no JSON, or none at all', () => {
    expect(said({ body: '<html>' })).toBe('fail: body is not JSON: <html>, expected JSON that fits the schema');
    expect(said({})).toBe('fail: body is an empty body, not JSON, expected JSON that fits the schema');
  });

  test('that is long, in a short message', () => {
    const message = said({ body: JSON.stringify({ id: 'x'.repeat(10_000), items }) });
    expect(message.length).toBeLessThan(200);
  });

  test('within others', () => {
    const either = verdictOf(anyOf(status(404), jsonSchema({ type: 'array' })));
    expect(either({ body: '{}' })).toBe('fail: none of 2 holds: status 200, expected 404; $ is {}, expected array');
    expect(verdictOf(not(jsonSchema({ type: 'array' })))({ body: '[]' })).toBe(
      'fail: body is [], expected not JSON that fits the schema',
    );
    expect(verdictOf(warn(jsonSchema({ type: 'array' })))({ body: '{}' })).toBe(
      'warn: $ is {}, expected array (schema)',
    );
  });

  test('of draft-07, where its $schema says so', () => {
    const old = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      items: [{ type: 'string' }],
      additionalItems: false,
    };
    const said = verdictOf(jsonSchema(old));
    expect([said({ body: '["a"]' }), said({ body: '["a", 1]' })]).toEqual(['pass', expect.stringMatching(/^fail: \$/)]);
  });

  test('whose members have the names of what every object has', () => {
    const said = verdictOf(jsonSchema({ required: ['constructor'], properties: { toString: { type: 'string' } } }));
    expect(said({ body: '{}' })).toBe('fail: $.constructor is missing, expected present (schema)');
    expect(said({ body: '{"constructor":1}' })).toBe('pass');
  });
});

describe('a schema that cannot be compiled is a problem of the definition', () => {
  test.each<[string, JsonSchema, string, string | undefined]>([
    [
      'a misspelt keyword',
      { requird: ['a'] },
      'the schema has an unknown keyword "requird"',
      'did you mean "required"?',
    ],
    [
      'a misspelt format',
      { format: 'datetime' },
      'the schema has an unknown format "datetime"',
      'did you mean "date-time"?',
    ],
    [
      'a type that there is not',
      { properties: { a: { type: 'strin' } } },
      'the schema is not valid: $.properties.a.type is "strin", expected one of "array", "boolean", "integer", "null", "number", "object", "string"',
      undefined,
    ],
    [
      'another dialect',
      { $schema: 'http://json-schema.org/draft-04/schema#' },
      'the schema is of a dialect that is not read: "http://json-schema.org/draft-04/schema#"',
      undefined,
    ],
    [
      'a reference to elsewhere',
      { $ref: 'https://x.example/y' },
      "the schema is not valid: can't resolve reference https://x.example/y from id #",
      undefined,
    ],
    [
      'a pattern that does not read',
      { pattern: '(' },
      'the schema is not valid: Invalid regular expression: /(/: Unterminated group',
      undefined,
    ],
    ['one to be waited for', { $async: true }, 'the schema must not be async: nothing waits for it', 'remove $async'],
  ])('%s', (_, bad, message, fix) => {
    const { problems } = compiled(jsonSchema(bad));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: 'checks[0].expect[0].schema', message: `check "a": ${message}` });
    if (fix !== undefined) expect(problems[0]?.fix).toBe(fix);
  });

  test('wherever the assertion stands', () => {
    const { problems } = compiled(status(200), not(anyOf(status(404), jsonSchema({ requird: [] }))));
    expect(problems.map(({ path }) => path)).toEqual(['checks[0].expect[1].of.of[1].schema']);
  });

  test('but not one with words of its own', () => {
    expect(compiled(jsonSchema({ 'x-owner': 'me', type: 'object', properties: { a: { 'x-b': 1 } } })).problems).toEqual(
      [],
    );
  });

  test('and what is no schema at all is told once', () => {
    expect(compiled(jsonSchema(3 as never)).problems).toHaveLength(1);
    expect(compiled(jsonSchema({ a: 1n } as never)).problems).toHaveLength(1);
  });
});

test('whatever stands in a schema is told, and what is compiled judges whatever comes', () => {
  const keyword = fc.constantFrom(
    ...[
      'type',
      'properties',
      'items',
      '$ref',
      'anyOf',
      'not',
      'enum',
      'pattern',
      'minimum',
      '$id',
      '$defs',
      'required',
    ],
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('#', '#/$defs/a', 'object', '^a', { type: 'null' }),
  );
  let judged = 0;
  fc.assert(
    fc.property(fc.dictionary(keyword, value, { maxKeys: 3 }), fc.json({ maxDepth: 3 }), (schema, body) => {
      const assertion = jsonSchema(schema);
      const { problems } = compiled(assertion);
      if (problems.length > 0) return;
      expect(verdictOf(assertion)({ body })).toMatch(/^(pass$|fail: )/);
      judged += 1;
    }),
    { numRuns: 60 },
  );
  expect(judged).toBeGreaterThan(0);
});

test('a body deeper than the stack goes fails, and is no fault of ours', () => {
  const said = verdictOf(jsonSchema({ items: { $ref: '#' } }));
  expect(said({ body: `${'['.repeat(50_000)}${']'.repeat(50_000)}` })).toMatch(
    /^fail: body is what the schema fails on: RangeError/,
  );
});

test('two schemas of one $id do not meet, and one schema in two places is compiled once', () => {
  const a = jsonSchema({ $id: 'https://shop.example/a', type: 'string' });
  const b = jsonSchema({ $id: 'https://shop.example/a', type: 'number' });
  const again = jsonSchema({ $id: 'https://shop.example/a', type: 'string' });
  const { problems, compiler } = compiled(a, b, again);
  expect(problems).toEqual([]);
  expect(Object.keys(compiler.contracts())).toEqual([contractKey(a as never), contractKey(b as never)]);
});

test('a schema that was not compiled is a fault of ours, and says so', async () => {
  const { assess } = await import('../../../../lib/core/assess.ts');
  const facts = { body: '{}', phases: {}, total: 1 };
  expect(() => assess([jsonSchema({})], facts)).toThrow('a JSON Schema was not compiled with the definition');
});
