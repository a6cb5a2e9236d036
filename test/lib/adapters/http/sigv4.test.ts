import { createHash, createHmac } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Hop } from '../../../../lib/adapters/http/hop.ts';
import { sign } from '../../../../lib/adapters/http/sigv4.ts';
import { sigv4 } from '../../../../lib/core/factories/auth.ts';
import { form } from '../../../../lib/core/factories/body.ts';
import { secret } from '../../../../lib/core/factories/secret.ts';
import { ask, type Seen, serveSeen } from './asked.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a signature', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const auth = { kind: 'sigv4', service: 'service', region: 'us-east-1', credentials } as const;
  const hop = (method: string, path: string, rest: Partial<Hop> = {}): Hop => ({
    url: new URL(`https://example.amazonaws.com${path}`),
    method,
    headers: { accept: '*/*', 'user-agent': 'x' },
    isOwn: true,
    ...rest,
  });

  // From the test suite that AWS published with Signature Version 4 (aws-sig-v4-test-suite).
  test.each([
    ['get-vanilla', hop('GET', '/'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      hop('GET', '/?Param2=value2&Param1=value1'),
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['post-vanilla', hop('POST', '/'), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      hop('POST', '/', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from('Param1=value1'),
      }),
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('of %s is the published one', async (_, given, expected) => {
    const struck: string[] = [];
    const { headers } = await sign(given, auth, (value) => struck.push(value), '20150830T123600Z');
    expect(headers.authorization).toMatch(new RegExp(`Signature=${expected}$`));
    expect(headers['x-amz-date']).toBe('20150830T123600Z');
    expect(struck).toEqual([credentials.secretAccessKey, expected]);
  });
});

/** What an AWS service makes of a request: the signature by its own reading of what came (another implementation). */
function signatureOf({ method, url, headers, body }: Seen, secretAccessKey: string): string {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+),/.exec(headers.authorization ?? '') ?? [];
  const [date = '', region = '', service = ''] = scope.split('/');
  const [path = '', query = ''] = url.split('?');
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const canonical = [
    method,
    service === 's3' ? path : path.split('/').map(encode).join('/'),
    query.split('&').sort().join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    hash(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, hash(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), 'aws4_request');
  return hmac(key, toSign).toString('hex');
}

describe('a request that is signed', () => {
  const signed = (one: Seen | undefined) => /Signature=([0-9a-f]{64})$/.exec(one?.headers.authorization ?? '')?.[1];

  test('is what the service computes itself, whatever path, query and body are', async () => {
    const { port, seen } = await serveSeen();
    const auth = sigv4({
      service: 'execute-api',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret('/key'), sessionToken: secret('/session') },
    });
    const origin = `http://127.0.0.1:${port}`;
    await ask({ url: `${origin}/`, auth });
    await ask({ url: `${origin}/a%20b/(c)/ü?x=1+2&x=0&é=*&empty`, query: { "o'k": 'a b/c' }, auth });
    await ask({ url: `${origin}/p`, method: 'POST', body: { grüße: 1 }, auth });
    await ask({ url: `${origin}/p`, method: 'PUT', body: form({ a: 'b c' }), headers: { 'X-Amz-Meta': 'a  b' }, auth });
    await ask({ url: `${origin}/key`, method: 'PUT', body: 'x', auth: { ...auth, service: 's3' } });
    expect(seen).toHaveLength(5);
    for (const one of seen) expect(signed(one), one.url).toBe(signatureOf(one, 'key'));
    expect(seen[0]?.headers).toMatchObject({ 'x-amz-security-token': 'session', host: `127.0.0.1:${port}` });
    expect(seen[1]?.url).not.toContain('+');
    expect(seen[3]?.headers.authorization).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-meta;');
    expect(seen[4]?.headers['x-amz-content-sha256']).toBe(createHash('sha256').update('x').digest('hex'));
  });

  test('is signed by the credentials of the process where it names none', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDROLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'role-key');
    vi.stubEnv('AWS_SESSION_TOKEN', 'role-session');
    const { port, seen } = await serveSeen();
    await ask({ url: `http://127.0.0.1:${port}/`, auth: sigv4({ service: 'lambda', region: 'eu-west-1' }) });
    expect(seen[0]?.headers.authorization).toContain('Credential=AKIDROLE/');
    expect(seen[0]?.headers['x-amz-security-token']).toBe('role-session');
    expect(signed(seen[0])).toBe(seen[0] && signatureOf(seen[0], 'role-key'));
  });

  test('is unknown where there are none', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    const auth = sigv4({ service: 'lambda', region: 'eu-west-1' });
    const { outcome, failure } = await ask({ url: 'http://127.0.0.1:1/', auth });
    expect(outcome).toBe('unknown');
    expect(failure?.message).toBe('there are no AWS credentials to sign the request with');
  });

  test('is signed anew at a redirect within the origin, and not at all across', async () => {
    const there = await serveSeen();
    const here = await serveSeen(({ url }, response) => {
      const location = url === '/' ? '/next?b=1' : `http://127.0.0.1:${there.port}/`;
      response.writeHead(302, { location }).end();
    });
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'key', sessionToken: 'session' };
    const auth = sigv4({ service: 'execute-api', region: 'eu-west-1', credentials });
    await ask({ url: `http://127.0.0.1:${here.port}/`, auth });
    expect(here.seen).toHaveLength(2);
    for (const one of here.seen) expect(signed(one)).toBe(signatureOf(one, 'key'));
    expect(
      Object.keys(there.seen[0]?.headers ?? {}).filter((name) => /^(authorization|x-amz-(?!n))/.test(name)),
    ).toEqual([]);
  });
});
