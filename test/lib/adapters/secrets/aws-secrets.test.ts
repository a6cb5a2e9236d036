import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsSecrets } from '../../../../lib/adapters/secrets/aws-secrets.ts';
import type { SecretRef } from '../../../../lib/core/secret.ts';
import { callRecord } from '../../../../lib/local/calls.ts';
import { type Endpoint, startEndpoint } from '../../../../lib/local/endpoint.ts';
import { parameterStore } from '../../../../lib/local/services/parameter-store.ts';
import { secretsManager } from '../../../../lib/local/services/secrets-manager.ts';
import { closedPort, serveHttp, serveTcp } from '../servers.ts';

const calls = callRecord(() => 0);
const values = { '/shop/key': 'hunter2', shop: '{"user":"ann","pin":1234,"password":"hunter3","more":{}}' };
let endpoint: Endpoint;

/** Real calls, against the services of the local cloud. */
beforeAll(async () => {
  const seeded = { region: 'eu-west-1', values };
  endpoint = await startEndpoint({
    port: 0,
    account: '111111111111',
    calls,
    services: new Map([
      ['ssm', parameterStore({ now: () => 0, emit: () => {}, secrets: seeded })],
      ['secretsmanager', secretsManager(seeded)],
    ]),
    callerOf: () => ({ name: 'test' }),
    mayCall: () => true,
    unknown: () => {},
    now: Date.now,
  });
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

const read = (ref: Omit<SecretRef, 'kind'>, region = 'eu-west-1') =>
  awsSecrets(region).read({ kind: 'secret', ...ref });

describe('a secret is read', () => {
  test('from Parameter Store, decrypted', async () => {
    expect(await read({ name: '/shop/key' })).toBe('hunter2');
  });

  test('from Secrets Manager, whole or by a key of its JSON', async () => {
    const shop = { name: 'shop', store: 'secretsmanager' } as const;
    expect(await read(shop)).toBe(values.shop);
    expect(await read({ ...shop, key: 'password' })).toBe('hunter3');
    expect(await read({ ...shop, key: 'pin' })).toBe('1234');
  });

  test('with the one action that the probe is granted on it', () => {
    expect(new Set(calls.all().map(({ action, resources }) => `${action} ${resources}`))).toEqual(
      new Set([
        'ssm:GetParameter arn:aws:ssm:eu-west-1:111111111111:parameter/shop/key',
        'secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-local0',
      ]),
    );
  });
});

describe('a secret that cannot be read is named, and why, and nothing of any value', () => {
  test.each([
    [{ name: '/shop/none' }, true, 'there is no such parameter, in eu-west-1 (ParameterNotFound)'],
    [{ name: 'none', store: 'secretsmanager' }, true, 'there is no such secret, in eu-west-1'],
    [{ name: '/shop/key', key: 'password' }, true, 'it is no JSON, and a key of it is asked for'],
    [{ name: 'shop', store: 'secretsmanager', key: 'token' }, true, 'it has no such key'],
    [{ name: 'shop', store: 'secretsmanager', key: 'toString' }, true, 'it has no such key'],
    [{ name: 'shop', store: 'secretsmanager', key: 'more' }, true, 'what stands under its key is no text'],
  ] as const)('%j', async (ref, isAnswer, reason) => {
    const error = await read(ref).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'UnreadableSecret', isAnswer });
    expect(String(error)).toContain(`the secret ${ref.name}`);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toMatch(/hunter|ann|1234/);
  });

  test('where its store is away', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', `http://127.0.0.1:${await closedPort()}`);
    const error = await read({ name: '/shop/key' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ isAnswer: false, reason: expect.stringContaining('did not answer well') });
  });

  test('where its store keeps silent, within the time that is given to it', async () => {
    const { port, open } = await serveTcp((socket) => socket.resume());
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', `http://127.0.0.1:${port}`);
    const began = performance.now();
    const ref = { kind: 'secret', name: '/shop/key' } as const;
    const error = await awsSecrets('eu-west-1', { patienceMs: 200 })
      .read(ref)
      .catch((caught: unknown) => caught);
    expect(performance.now() - began).toBeLessThan(500);
    expect(error).toMatchObject({ isAnswer: false, reason: expect.stringContaining('no answer within 200 ms') });
    await vi.waitFor(() => expect(open()).toBe(0));
  });

  test('where nobody is there to ask', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const error = await read({ name: '/shop/key' }).catch((caught: unknown) => caught);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    expect(error).toMatchObject({ isAnswer: true, reason: 'there are no AWS credentials' });
  });
});

describe('a call that fails', () => {
  const answers = async (...statuses: number[]) => {
    let asked = 0;
    const { port } = await serveHttp((_, response) => {
      const status = statuses[asked] ?? 200;
      asked += 1;
      const body = status === 200 ? { Parameter: { Value: 'x' } } : { __type: 'com.amazonaws.ssm#ThrottlingException' };
      response.writeHead(status).end(status === 502 ? '<html>' : JSON.stringify(body));
    });
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', `http://127.0.0.1:${port}`);
    return { read: () => read({ name: '/shop/key' }), asked: () => asked };
  };

  test.each([400, 500, 502])('by throttling or the store’s own fault (%i) is made once again', async (status) => {
    const { read: once, asked } = await answers(status);
    expect(await once()).toBe('x');
    expect(asked()).toBe(2);
    const { read: twice } = await answers(status, status);
    const error = await twice().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'UnreadableSecret', isAnswer: false });
  });

  test('is signed for its service and region, session and all', async () => {
    const seen: Record<string, unknown>[] = [];
    const { port } = await serveHttp((request, response) => {
      seen.push(request.headers);
      response.end('{"Parameter":{"Value":"x"}}');
    });
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');
    await read({ name: '/a' }, 'us-east-1');
    vi.stubEnv('AWS_SESSION_TOKEN', '');
    expect(seen[0]).toMatchObject({
      'x-amz-target': 'AmazonSSM.GetParameter',
      'x-amz-security-token': 'session',
      'content-type': 'application/x-amz-json-1.1',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/ssm\/aws4_request/),
    });
  });
});
