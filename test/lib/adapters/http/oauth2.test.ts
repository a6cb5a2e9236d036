import { describe, expect, test } from 'vitest';
import { oauth2 } from '../../../../lib/core/factories/auth.ts';
import { secret, template } from '../../../../lib/core/factories/secret.ts';
import { closedPort, serveTcp } from '../servers.ts';
import { ask, type Seen, serveSeen } from './asked.ts';

/** A token endpoint that numbers its tokens, and an API that takes those that are not revoked. */
async function serveBoth({ lifetime, delayMs = 0 }: { readonly lifetime?: unknown; readonly delayMs?: number } = {}) {
  const revoked = new Set<string>();
  const tokens = await serveSeen((_, response) => {
    const token = { access_token: `token-${tokens.seen.length}`, token_type: 'Bearer', expires_in: lifetime };
    setTimeout(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(token)),
      delayMs,
    );
  });
  const api = await serveSeen(({ headers }, response) => {
    const [, token = ''] = headers.authorization?.split(' ') ?? [];
    response.writeHead(token === '' || revoked.has(token) ? 401 : 200).end(`with ${token}`);
  });
  const auth = oauth2({
    tokenUrl: template`http://127.0.0.1:${String(tokens.port)}/${secret('/tenant')}/token`,
    clientId: 'probe',
    clientSecret: secret('/client-secret'),
    scope: 'read write',
    audience: 'https://api.example',
  });
  return { tokens, api, revoked, auth, url: `http://127.0.0.1:${api.port}/` };
}

const tokensOf = (seen: readonly Seen[]) => seen.map(({ headers }) => headers.authorization);

describe('a token by client credentials', () => {
  test('is asked for as RFC 6749 says, the client in the body', async () => {
    const { tokens, api, auth, url } = await serveBoth({ lifetime: 3600 });
    expect(await ask({ url, auth })).toMatchObject({ outcome: 'pass', status: 200 });
    expect(tokens.seen[0]).toMatchObject({ method: 'POST', url: '/tenant/token' });
    expect(Object.fromEntries(new URLSearchParams(tokens.seen[0]?.body.toString()))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'probe',
      client_secret: 'client-secret',
      scope: 'read write',
      audience: 'https://api.example',
    });
    expect(tokensOf(api.seen)).toEqual(['Bearer token-1']);
  });

  test('is asked for with the client in a header, each part encoded, where the style is basic', async () => {
    const { tokens, auth, url } = await serveBoth();
    await ask({ url, auth: { ...auth, clientId: 'a:b', style: 'basic' } });
    const [, encoded = ''] = tokens.seen[0]?.headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe('a%3Ab:client-secret');
    expect(tokens.seen[0]?.body.toString()).not.toMatch(/client_(id|secret)/);
  });

  test('is kept for the next probes', async () => {
    const { tokens, api, auth, url } = await serveBoth({ lifetime: 3600 });
    for (let n = 0; n < 3; n += 1) await ask({ url, auth });
    expect(tokens.seen).toHaveLength(1);
    expect(tokensOf(api.seen)).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
  });

  test('is one for all probes that need it at the same time', async () => {
    const { tokens, auth, url } = await serveBoth({ lifetime: 3600, delayMs: 30 });
    const results = await Promise.all(Array.from({ length: 20 }, () => ask({ url, auth })));
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'pass'));
    expect(tokens.seen).toHaveLength(1);
  });

  test('is another one for another client, scope or region', async () => {
    const { tokens, auth, url } = await serveBoth({ lifetime: 3600 });
    for (const one of [auth, { ...auth, scope: 'read' }, { ...auth, clientSecret: 'other' }])
      await ask({ url, auth: one });
    expect(tokens.seen).toHaveLength(3);
  });

  test('is not used in the second half of a short life', async () => {
    const { tokens, auth, url } = await serveBoth({ lifetime: 0.1 });
    await ask({ url, auth });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await ask({ url, auth });
    expect(tokens.seen).toHaveLength(2);
  });

  test('that the target refuses is asked for anew once, if it was a kept one', async () => {
    const { tokens, api, auth, url, revoked } = await serveBoth({ lifetime: 3600 });
    await ask({ url, auth });
    revoked.add('token-1');
    expect(await ask({ url, auth })).toMatchObject({ outcome: 'pass', status: 200, attempts: 1 });
    expect(tokensOf(api.seen)).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    for (const token of ['token-2', 'token-3']) revoked.add(token);
    expect(await ask({ url, auth })).toMatchObject({ outcome: 'fail', status: 401, failure: { kind: 'status' } });
    expect(tokens.seen).toHaveLength(3);
    expect(api.seen).toHaveLength(5);
  });

  test('that is refused is the answer where the check expects 401', async () => {
    const { tokens, auth, url, revoked } = await serveBoth({ lifetime: 3600 });
    await ask({ url, auth });
    revoked.add('token-1');
    const expectations = [{ on: 'status', allowed: [401] }] as const;
    expect(await ask({ url, auth, expect: expectations })).toMatchObject({ outcome: 'pass', status: 401 });
    expect(tokens.seen).toHaveLength(1);
  });

  test('takes none of the time of the target', async () => {
    const { auth, url } = await serveBoth({ lifetime: 3600, delayMs: 150 });
    const { total, outcome, phases } = await ask({ url, auth });
    expect(outcome).toBe('pass');
    expect(total).toBeLessThan(120);
    expect(Object.keys(phases)).toEqual(['tcp', 'firstByte', 'transfer']);
  });

  test('does not go to where a redirect leads across origins', async () => {
    const there = await serveSeen();
    const here = await serveSeen((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${there.port}/` }).end(),
    );
    const { auth } = await serveBoth();
    await ask({ url: `http://127.0.0.1:${here.port}/`, auth });
    expect(here.seen[0]?.headers.authorization).toBe('Bearer token-1');
    expect(there.seen[0]?.headers.authorization).toBeUndefined();
  });

  test('is struck from what a server echoes', async () => {
    const { tokens, auth, url } = await serveBoth({ lifetime: 3600 });
    const expectations = [{ on: 'bodyText', condition: { is: 'equals', value: 'x' } }] as const;
    for (let n = 0; n < 2; n += 1) {
      const { failure } = await ask({ url, auth, expect: expectations });
      expect(failure?.message).toContain('with ');
      expect(JSON.stringify(failure)).not.toContain('token-1');
    }
    expect(tokens.seen).toHaveLength(1);
  });
});

describe('a token endpoint', () => {
  const endpoint = (port: number) => {
    const tokenUrl = `http://127.0.0.1:${port}/token?key=hunter2`;
    return oauth2({ tokenUrl, clientId: 'probe', clientSecret: 'hunter2' });
  };
  const answering = async (status: number, body: unknown) => {
    const { port } = await serveSeen((_, response) => response.writeHead(status).end(JSON.stringify(body)));
    return endpoint(port);
  };
  const failing = async (auth: ReturnType<typeof oauth2>, timeoutMs = 1_000) => {
    const api = await serveSeen();
    const result = await ask({ url: `http://127.0.0.1:${api.port}/`, auth }, { timeoutMs });
    expect(api.seen).toHaveLength(0);
    expect(JSON.stringify(result)).not.toContain('hunter2');
    return result;
  };

  test('that is down is what fails, by its name', async () => {
    const port = await closedPort();
    const { outcome, failure, status } = await failing(endpoint(port));
    expect(outcome).toBe('fail');
    expect(status).toBeUndefined();
    expect(failure).toMatchObject({ kind: 'connect', actual: 'ECONNREFUSED' });
    expect(failure?.message).toMatch(/^the token endpoint http:\/\/127\.0\.0\.1:\d+\/token: connection refused/);
  });

  test('that answers 500 is a status, which is not the target’s', async () => {
    const { outcome, failure, status } = await failing(await answering(500, { error: 'invalid_client' }));
    expect(outcome).toBe('fail');
    expect(status).toBeUndefined();
    expect(failure?.kind).toBe('status');
    expect(failure?.message).toMatch(/^the token endpoint .*: it answered 500 invalid_client, expected 2xx$/);
  });

  test('that refuses the client says nothing of the target: unknown', async () => {
    const refusal = { error: 'invalid_client', error_description: 'no such client' };
    const { outcome, failure } = await failing(await answering(401, refusal));
    expect(outcome).toBe('unknown');
    expect(failure?.kind).toBe('probe');
    expect(failure?.message).toMatch(/it refuses the client, .*: 401 invalid_client: no such client$/);
  });

  test.each([
    ['no token', { token_type: 'Bearer' }, /holds no access_token/],
    ['a token that cannot be sent', { access_token: 'a\nb' }, /holds no access_token/],
    ['no object', 'text', /holds no access_token/],
    ['a token of another type', { access_token: 'a', token_type: 'mac' }, /gives tokens of type mac/],
  ])('that gives %s is protocol', async (_, body, message) => {
    const { failure } = await failing(await answering(200, body));
    expect(failure?.kind).toBe('protocol');
    expect(failure?.message).toMatch(message);
  });

  test('that redirects gets the client’s secret nowhere', async () => {
    const there = await serveSeen();
    const { port } = await serveSeen((_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${there.port}/` }).end(),
    );
    const { failure } = await failing(endpoint(port));
    expect(failure?.message).toContain('answered 307');
    expect(there.seen).toHaveLength(0);
  });

  test('may not be where the region may not go', async () => {
    const { failure } = await failing(
      oauth2({ tokenUrl: 'http://169.254.169.254/', clientId: 'a', clientSecret: 'b' }),
    );
    expect(failure).toMatchObject({ kind: 'guard' });
    expect(failure?.message).toContain('the token endpoint http://169.254.169.254/');
  });

  test('that is silent is a timeout which says so, on time, and keeps no connection', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const startedAt = performance.now();
    const { failure } = await failing(endpoint(silent.port), 200);
    expect(performance.now() - startedAt).toBeLessThan(300);
    expect(failure?.kind).toBe('timeout');
    expect(failure?.message).toMatch(/^timed out after 200ms waiting for a token of http:\/\/127\.0\.0\.1:\d+\/token$/);
    await expect.poll(silent.open, { interval: 4 }).toBe(0);
  });

  test('serves those who wait longer, though who asked first gave up', async () => {
    const { tokens, auth, url } = await serveBoth({ lifetime: 3600, delayMs: 200 });
    const [first, second] = await Promise.all([ask({ url, auth }, { timeoutMs: 100 }), ask({ url, auth })]);
    expect(first).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' } });
    expect(second).toMatchObject({ outcome: 'pass' });
    expect(tokens.seen).toHaveLength(1);
  });
});
