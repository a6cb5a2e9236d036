import { openapi } from 'killdeer';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../lib/core/facts.ts';
import { compiled, FOLDER, verdictOf } from './compiled.ts';

const json = { 'content-type': 'application/json', 'x-total': '1', etag: 'x' };
const item = { id: 1, price: 2 };
type Answer = Omit<Partial<Facts>, 'body'> & { readonly body?: unknown };

function holds(file: string, operation: string, { body, ...facts }: Answer): string {
  const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  return verdictOf(openapi(file, { operation }))({ headers: json, ...facts, ...text });
}

describe('an answer is held against an operation of OpenAPI 3.0', () => {
  test.each<[string, Answer, string]>([
    ['as it is documented', { body: [item] }, 'pass'],
    ['with what is nullable', { body: [{ ...item, note: null, size: null, owner: null, nullable: true }] }, 'pass'],
    [
      'with what is not',
      { body: [{ ...item, nullable: null }] },
      'fail: $[0].nullable is null, expected boolean (schema)',
    ],
    ['without what is only written', { body: [{ price: 1 }] }, 'fail: $[0].id is missing, expected present (schema)'],
    ['at a bound that is excluded', { body: [{ id: 1, price: 0 }] }, 'fail: $[0].price is 0, expected > 0 (schema)'],
    [
      'deep in a schema that holds itself',
      { body: [{ ...item, parent: { ...item, parent: { id: 1 } } }] },
      'fail: $[0].parent.parent.price is missing, expected present (schema)',
    ],
    [
      'with a member too many',
      { body: [{ ...item, owner: { name: 'a', x: 1 } }] },
      'fail: $[0].owner.x is 1, expected absent: the schema has no such property (schema)',
    ],
    ['with a charset', { body: [], headers: { ...json, 'content-type': 'Application/JSON;charset=utf-8' } }, 'pass'],
    [
      'of another type',
      { body: 'x', headers: { ...json, 'content-type': 'text/html' } },
      'fail: content-type is text/html, expected application/json, as getItems documents',
    ],
    [
      'of no type',
      { body: [], headers: { 'x-total': '1', etag: 'x' } },
      'fail: content-type is missing, expected application/json, as getItems documents',
    ],
    ['without a header', { body: [], headers: { ...json, etag: undefined } as never }, 'pass'],
    [
      'without a required header',
      { body: [], headers: { 'content-type': 'application/json', etag: 'x' } },
      'fail: header x-total is missing, expected present, as getItems documents',
    ],
    ['that is no JSON', { body: '<html>' }, 'fail: body is not JSON: <html>, expected JSON as getItems documents'],
    [
      'with a status of a documented class',
      { status: 404, headers: { 'content-type': 'application/problem+json' }, body: { title: 'no' } },
      'pass',
    ],
    [
      'with a status of a documented class and another body',
      { status: 404, headers: { 'content-type': 'application/problem+json' }, body: { title: 3 } },
      'fail: $.title is 3, expected string (schema)',
    ],
    ['with a status that has no body', { status: 304, headers: {} }, 'pass'],
    [
      'with a status that is not documented',
      { status: 500, body: 'oops' },
      'fail: status 500, expected one that getItems documents: 200, 304, 4XX',
    ],
  ])('%s', (_, answer, message) => {
    expect(holds('shop.yaml', 'getItems', answer)).toBe(message);
  });

  test.each<[string, string, Answer, string]>([
    [
      'by method and path',
      'POST /items',
      { status: 201, headers: { 'content-type': 'application/vnd.shop+json' }, body: { id: 1 } },
      'fail: $.price is missing, expected present (schema)',
    ],
    [
      'by a range of types',
      'post  /items',
      { status: 201, headers: { 'content-type': 'text/plain' }, body: 'made' },
      'pass',
    ],
    [
      'by the default',
      'POST /items',
      { status: 503, headers: { 'content-type': 'application/problem+json' }, body: {} },
      'fail: $.title is missing, expected present (schema)',
    ],
    [
      'of a path that stands elsewhere',
      'getOrder',
      { body: { kind: 'open', lines: [{ id: 1, price: '1' }] } },
      'fail: $.lines[0].price is "1", expected number (schema)',
    ],
    ['with a choice', 'GET /orders/{id}', { body: { kind: 'closed' } }, 'pass'],
    [
      'with a choice by its kind',
      'getOrder',
      { body: { kind: 'lost' } },
      'fail: $.kind is "lost", expected one of "open", "closed" (schema)',
    ],
  ])('%s', (_, operation, answer, message) => {
    expect(holds('shop.yaml', operation, answer)).toBe(message);
  });
});

describe('an answer is held against an operation of OpenAPI 3.1', () => {
  test.each<[string, Answer, string]>([
    ['as it is documented', { body: { ...item, pair: ['a', 1] }, status: 203 }, 'pass'],
    ['with what stands beside a reference', { body: { id: 1 } }, 'fail: $.price is missing, expected present (schema)'],
    [
      'with nothing that no part knows',
      { body: { ...item, x: 1 } },
      'fail: $.x is 1, expected absent: the schema has no such property (schema)',
    ],
    ['with null as a type', { body: { id: 1, price: null } }, 'pass'],
    ['with a bound of its own', { body: { id: 1, price: 0 } }, 'fail: $.price is 0, expected > 0 (schema)'],
    ['with a constant', { body: { ...item, code: 'B' } }, 'fail: $.code is "B", expected "A" (schema)'],
    [
      'with a tuple',
      { body: { ...item, pair: ['a', 1, 2] } },
      'fail: $.pair is ["a",1,2], expected not more than 2 items (schema)',
    ],
    ['with a status out of its class', { status: 404 }, 'fail: status 404, expected one that getItem documents: 2XX'],
  ])('%s', (_, answer, message) => {
    expect(holds('shop-3.1.json', 'getItem', answer)).toBe(message);
  });
});

describe('a contract that cannot be compiled is a problem of the definition', () => {
  const REFS = 'references within the document, such as #/components/schemas/Item';
  test.each<[string, string, string, 'file' | 'operation', string, string | undefined]>([
    ['no such file', 'none.yaml', 'x', 'file', `there is no file ${FOLDER}/none.yaml`, undefined],
    [
      'what does not parse',
      'broken.yaml',
      'x',
      'file',
      `${FOLDER}/broken.yaml does not parse: Nested mappings are not allowed in compact mappings at line 1, column 10:`,
      'YAML or JSON',
    ],
    [
      'another version',
      'old.yaml',
      'x',
      'file',
      'this is no OpenAPI document of version 3.0 or 3.1: it says swagger 2.0',
      'openapi: 3.0.x or 3.1.x',
    ],
    [
      'a misspelt operation',
      'shop.yaml',
      'getItem',
      'operation',
      'the document has no operation "getItem"',
      'getItems, POST /items, getOrder, silent, lost, elsewhere, circle, wrongSchema',
    ],
    [
      'an operation without responses',
      'shop.yaml',
      'silent',
      'operation',
      'the operation documents no response',
      'an operation with responses',
    ],
    [
      'a reference to nothing',
      'shop.yaml',
      'lost',
      'file',
      'the $ref "#/components/responses/Nowhere" of the document leads nowhere',
      REFS,
    ],
    [
      'a reference to another file',
      'shop.yaml',
      'elsewhere',
      'file',
      'the $ref "./other.yaml#/Item" of the document leads out of the document',
      REFS,
    ],
    [
      'a reference to itself',
      'shop.yaml',
      'circle',
      'file',
      'the $ref "#/components/responses/Circle" of the document leads back to itself',
      REFS,
    ],
    [
      'a schema that is none',
      'shop.yaml',
      'wrongSchema',
      'operation',
      'the response 200 application/json of shop.yaml: the schema is not valid: $.type is "strin", expected one of "array", "boolean", "integer", "null", "number", "object", "string"',
      undefined,
    ],
  ])('%s', (_, file, operation, on, message, allowed) => {
    const { problems } = compiled(openapi(file, { operation }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: `checks[0].expect[0].${on}`, message: `check "a": ${message}` });
    if (allowed !== undefined) expect(problems[0]?.allowed).toBe(allowed);
  });

  test('the operation that was meant is named', () => {
    expect(compiled(openapi('shop.yaml', { operation: 'getItem' })).problems[0]?.fix).toBe('did you mean "getItems"?');
    expect(compiled(openapi('shop.yaml', { operation: 'GET /item' })).problems[0]?.fix).toBe(
      'did you mean "GET /items"?',
    );
  });

  test('a document that holds itself is told, not followed for ever', () => {
    const { problems } = compiled(openapi('endless.yaml', { operation: 'endless' }));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/it cannot be compiled: RangeError/),
    ]);
  });

  test('a folder is no document', () => {
    expect(compiled(openapi('.', { operation: 'x' })).problems[0]?.message).toMatch(/does not parse: EISDIR/);
  });
});
