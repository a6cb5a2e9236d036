import { describe, expect, test } from 'vitest';
import type { Assertion, Condition } from '../../../lib/core/assertion.ts';
import { isStatusExpected } from '../../../lib/core/assertions/status.ts';
import { assess } from '../../../lib/core/assess.ts';
import type { Facts } from '../../../lib/core/facts.ts';

const shop = {
  items: [
    { id: 1, price: 9.5 },
    { id: 2, price: 20 },
  ],
  next: null,
  name: 'shop',
};

function response(overrides: Partial<Facts> = {}): Facts {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-cache': 'HIT from edge' },
    body: JSON.stringify(shop),
    phases: { dns: 1.2, tcp: 2.3, firstByte: 40.5, transfer: 0.7 },
    total: 45.25,
    ...overrides,
  };
}

const status = (...allowed: Extract<Assertion, { on: 'status' }>['allowed']): Assertion => ({ on: 'status', allowed });
const header = (name: string, condition: Condition): Assertion => ({ on: 'header', name, condition });
const body = (condition: Condition): Assertion => ({ on: 'bodyText', condition });
const json = (query: string, condition: Condition, count = false): Assertion => ({
  on: 'jsonPath',
  query,
  nodes: count ? 'count' : 'first',
  condition,
});

describe('assess', () => {
  test.each<[string, Assertion]>([
    ['a status', status(200)],
    ['a class of statuses', status(404, '2xx')],
    ['a header, whatever the case of its name', header('X-Cache', { is: 'contains', value: 'HIT' })],
    ['a header by pattern', header('content-type', { is: 'matches', value: /^application\/json/ })],
    ['body text', body({ is: 'contains', value: '"shop"' })],
    ['a JSON value', json('$.name', { is: 'equals', value: 'shop' })],
    [
      'a JSON object, whatever the order of its keys',
      json('$.items[0]', { is: 'equals', value: { price: 9.5, id: 1 } }),
    ],
    ['a null that is there', json('$.next', { is: 'exists' })],
    ['a null by value', json('$.next', { is: 'equals', value: null })],
    ['a number at its bound', json('$.items[1].price', { is: 'atMost', value: 20 })],
    ['the first of several nodes', json('$.items[*].id', { is: 'equals', value: 1 })],
    ['a filter', json('$.items[?@.price > 10].id', { is: 'equals', value: 2 })],
    ['a count', json('$.items[*]', { is: 'atLeast', value: 2 }, true)],
    ['a count of nothing', json('$.none', { is: 'equals', value: 0 }, true)],
    ['a latency', { on: 'latency', phase: 'total', below: '50ms', warn: '46ms' }],
    ['the latency of a phase that did not happen', { on: 'latency', phase: 'tls', below: '1ms' }],
  ])('passes %s that is met', (_, assertion) => {
    expect(assess([assertion], response())).toEqual({ outcome: 'pass' });
  });

  test.each<[string, Assertion, string, string]>([
    ['a header that is not there', header('etag', { is: 'exists' }), 'present', 'missing'],
    [
      'body text',
      body({ is: 'matches', value: /sold out/i }),
      'matching /sold out/i',
      JSON.stringify(JSON.stringify(shop)),
    ],
    ['a JSON value', json('$.items[0].id', { is: 'equals', value: '1' }), '"1"', '1'],
    ['a path that selects nothing', json('$.items[7].id', { is: 'atLeast', value: 1 }), 'at least 1', 'missing'],
    ['a number asked of a text', json('$.name', { is: 'atLeast', value: 1 }), 'at least 1', '"shop"'],
    [
      'an object with a key too many',
      json('$.items[0]', { is: 'equals', value: { id: 1 } }),
      '{"id":1}',
      '{"id":1,"price":9.5}',
    ],
    ['a count', json('$.items[*]', { is: 'equals', value: 3 }, true), '3', '2'],
    ['a latency', { on: 'latency', phase: 'firstByte', below: '40ms' }, 'below 40ms', '40.5ms'],
  ])('fails %s that is missed, with expected and actual', (_, assertion, expected, actual) => {
    const { outcome, failure } = failed(assess([assertion], response()));
    expect(outcome).toBe('fail');
    expect(failure).toMatchObject({ kind: 'assertion', expected, actual });
    expect(failure.message).toContain(expected.slice(0, 60));
  });

  test('a missed status is a failure of kind status', () => {
    expect(assess([status(200, '3xx')], response({ status: 503 }))).toEqual({
      outcome: 'fail',
      failure: { kind: 'status', message: 'status 503, expected 200 or 3xx', expected: '200 or 3xx', actual: '503' },
    });
  });

  test('a body that is not JSON fails a jsonPath expectation, saying so', () => {
    const { failure } = failed(assess([json('$.ok', { is: 'equals', value: true })], response({ body: '<html>oops' })));
    expect(failure).toMatchObject({ kind: 'assertion', actual: 'not JSON: <html>oops' });
    expect(failed(assess([json('$.ok', { is: 'exists' })], response({ body: '' }))).failure.actual).toMatch(
      /empty body/,
    );
    expect(failed(assess([json('$.a', { is: 'equals', value: 0 }, true)], response({ body: '[' }))).outcome).toBe(
      'fail',
    );
  });

  test('the first failure wins over a warning before it', () => {
    const slow: Assertion = { on: 'latency', phase: 'total', below: '800ms', warn: '40ms' };
    expect(failed(assess([slow, status(201), body({ is: 'contains', value: 'no' })], response())).failure.kind).toBe(
      'status',
    );
  });

  test('a crossed warning level warns and says what it warns of', () => {
    const slow: Assertion = { on: 'latency', phase: 'total', below: '800ms', warn: '40ms' };
    expect(assess([status(200), slow], response())).toEqual({
      outcome: 'warn',
      failure: {
        kind: 'assertion',
        message: 'latency total is 45.3ms, expected below 40ms (warning; it fails at 800ms)',
        expected: 'below 40ms',
        actual: '45.3ms',
      },
    });
  });

  test('an expectation of level warn warns instead of failing', () => {
    expect(assess([{ ...status(201), level: 'warn' }], response()).outcome).toBe('warn');
    const latency: Assertion = { on: 'latency', phase: 'total', below: '10ms', level: 'warn' };
    expect(assess([latency], response()).outcome).toBe('warn');
  });

  test('a pattern with the g flag gives the same answer each time', () => {
    const sticky = body({ is: 'matches', value: /shop/g });
    expect([1, 2, 3].map(() => assess([sticky], response()).outcome)).toEqual(['pass', 'pass', 'pass']);
  });

  test('a failure stays short however long the body is', () => {
    const long = response({ body: JSON.stringify({ text: 'x'.repeat(100_000) }) });
    for (const assertion of [
      json('$.text', { is: 'equals', value: 'y'.repeat(500) }),
      body({ is: 'contains', value: 'z' }),
    ]) {
      const { failure } = failed(assess([assertion], long));
      expect(failure.actual?.length).toBeLessThanOrEqual(200);
      expect(failure.expected?.length).toBeLessThanOrEqual(200);
      expect(JSON.stringify(failure).length).toBeLessThan(1_024);
    }
  });

  test('a body nested too deep for a query is a failure, not an exception', () => {
    const deep = response({ body: `${'['.repeat(5_000)}${']'.repeat(5_000)}` });
    expect(failed(assess([json('$..x', { is: 'exists' })], deep)).failure.kind).toBe('assertion');
    const deeper = response({ body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` });
    const { failure } = failed(assess([json('$', { is: 'equals', value: 1 })], deeper));
    expect(failure).toMatchObject({ kind: 'assertion', actual: 'JSON nested too deep to show' });
  });

  test('a redirect status that is expected is known as such', () => {
    expect(isStatusExpected(302, [status(200, '3xx')])).toBe(true);
    expect(isStatusExpected(302, [status(302)])).toBe(true);
    expect(isStatusExpected(302, [status(301), body({ is: 'exists' })])).toBe(false);
  });
});

function failed(assessment: ReturnType<typeof assess>) {
  if (assessment.outcome === 'pass') throw new Error('expected a miss');
  return assessment;
}
