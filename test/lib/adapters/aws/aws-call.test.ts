import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { AwsRefusal } from '../../../../lib/adapters/aws/aws-call.ts';
import { awsCaller, NoIdentity } from '../../../../lib/adapters/aws/aws-caller.ts';
import { signPost } from '../../../../lib/adapters/aws/aws-signature.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a signature', () => {
  const AT = Date.UTC(2026, 10, 22, 12, 34, 56, 789);

  test('is the one that another implementation makes, whatever is sent', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9/+_-]{1,40}$/);
    await fc.assert(
      fc.asyncProperty(word, word, fc.option(word, { nil: undefined }), fc.string(), async (id, key, token, body) => {
        const identity = { accessKeyId: id, secretAccessKey: key, sessionToken: token };
        const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem' };
        const host = 'dynamodb.eu-west-1.amazonaws.com';
        const post = { service: 'dynamodb', region: 'eu-west-1', host, headers, body, at: AT };
        const signer = new AwsV4Signer({
          ...{ accessKeyId: id, secretAccessKey: key, ...(token !== undefined && { sessionToken: token }) },
          ...{ service: 'dynamodb', region: 'eu-west-1', datetime: '20261122T123456Z', allHeaders: true },
          ...{ url: `https://${host}/`, method: 'POST', headers, body },
        });
        const { headers: theirs } = await signer.sign();
        expect(signPost(post, identity).authorization).toBe(theirs.get('authorization'));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a call', () => {
  type Reply = { readonly status: number; readonly body: unknown } | 'reset';
  const call = { service: 'dynamodb', region: 'eu-west-1', target: 'T.Do', input: { a: 1 } } as const;

  async function serve(...replies: readonly Reply[]): Promise<() => number> {
    let calls = 0;
    const server = createServer((request, response) => {
      const reply = replies[Math.min(calls, replies.length - 1)];
      calls += 1;
      if (reply === 'reset' || reply === undefined) request.socket.destroy();
      else response.writeHead(reply.status).end(JSON.stringify(reply.body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'key');
    return () => calls;
  }

  test('that is throttled, broken off or not well answered is made again, three times in all', async () => {
    const throttled = { status: 400, body: { __type: 'com.amazonaws#ThrottlingException' } };
    const calls = await serve(throttled, 'reset', { status: 200, body: { done: true } });
    expect(await awsCaller()(call)).toEqual({ done: true });
    expect(calls()).toBe(3);
    const broken = await serve({ status: 503, body: {} });
    await expect(awsCaller()(call)).rejects.toThrow('answered 503');
    expect(broken()).toBe(3);
  });

  test('that is refused is not made again, and the error has the code and the words of the service', async () => {
    const refused = {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'it is there',
    };
    const calls = await serve({ status: 400, body: refused });
    const error = await awsCaller()(call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsRefusal);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', status: 400 });
    expect(String((error as Error).message)).toContain('it is there');
    expect(calls()).toBe(1);
  });

  test('without credentials is not made', async () => {
    const calls = await serve({ status: 200, body: {} });
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    await expect(awsCaller()(call)).rejects.toBeInstanceOf(NoIdentity);
    expect(calls()).toBe(0);
  });
});
