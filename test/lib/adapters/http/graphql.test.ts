import { describe, expect, test } from 'vitest';
import { firstError } from '../../../../lib/adapters/http/graphql.ts';
import { type GraphqlOptions, graphql } from '../../../../lib/core/factories/graphql.ts';
import { secret } from '../../../../lib/core/factories/secret.ts';
import { ask, serveSeen } from './asked.ts';

const QUERY = 'query Products($first: Int) { products(first: $first) { id } }';

async function answering(status: number, body: unknown, options: Partial<GraphqlOptions> = {}) {
  const { port, seen } = await serveSeen((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  const definition = graphql('api', { url: `http://127.0.0.1:${port}/graphql`, query: QUERY, ...options });
  return { result: await ask(definition), seen };
}

describe('a GraphQL check', () => {
  test('posts query, variables and operation as JSON, secrets read', async () => {
    const variables = { first: 3, key: { deep: [secret('/key')] } };
    const { result, seen } = await answering(200, { data: {} }, { variables, operation: 'Products' });
    expect(result).toMatchObject({ outcome: 'pass', status: 200 });
    expect(seen[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({
      query: QUERY,
      variables: { first: 3, key: { deep: ['key'] } },
      operationName: 'Products',
    });
  });

  test.each([200, 400, 500])('fails of the first error in an answer of status %i, and names it', async (status) => {
    const errors = [{ message: 'no such field "idd"', path: ['products', 0, 'idd'] }, { message: 'another' }];
    const { failure, outcome } = (await answering(status, { data: null, errors })).result;
    expect(outcome).toBe('fail');
    expect(failure?.kind).toBe('assertion');
    expect(failure?.message).toContain('graphql.error is ');
    expect(failure?.message).toContain('no such field \\"idd\\" at products.0.idd, and 1 more');
  });

  test('fails of the status where the answer says nothing itself', async () => {
    expect((await answering(502, 'bad gateway')).result.failure).toMatchObject({ kind: 'status', actual: '502' });
  });

  test.each([['text'], [[]], [{}], [{ message: 'ok' }], [null]])('fails of %j, which is no GraphQL', async (body) => {
    const { failure } = (await answering(200, body)).result;
    expect(failure?.message).toContain('no GraphQL answer');
  });

  test('takes errors where they are allowed', async () => {
    const { result } = await answering(200, { data: {}, errors: [{ message: 'x' }] }, { errors: 'allow' });
    expect(result).toMatchObject({ outcome: 'pass' });
  });

  test.each([['text'], [{ message: 'one, in no list' }], [{}], [[null]]])(
    'fails of a 200 whose errors are %j, though there are data',
    async (errors) => {
      const { outcome, failure } = (await answering(200, { data: { a: 1 }, errors })).result;
      expect(outcome).toBe('fail');
      expect(failure).toMatchObject({ kind: 'assertion', message: expect.stringContaining('graphql.error is ') });
    },
  );

  test('takes errors that are null for none', async () => {
    expect((await answering(200, { data: {}, errors: null })).result).toMatchObject({ outcome: 'pass' });
  });

  test('takes an empty list of errors for none', async () => {
    expect((await answering(200, { data: {}, errors: [] })).result).toMatchObject({ outcome: 'pass' });
  });
});

describe('the first error', () => {
  test('is said however it is written', () => {
    expect(firstError(200, '{"errors":[{}]}')).toBe('an error without a message');
    expect(firstError(200, '{"errors":["x"]}')).toBe('an error without a message');
    expect(firstError(200, '{"errors":[null,null]}')).toBe('an error without a message, and 1 more');
    expect(firstError(200, '')).toBe('an empty answer, no GraphQL');
    expect(firstError(200, `{"errors":[{"message":"${'x'.repeat(5_000)}"}]}`)?.length).toBeLessThan(200);
  });
});
