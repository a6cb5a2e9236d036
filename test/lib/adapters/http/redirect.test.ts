import { describe, expect, test } from 'vitest';
import { nextHop } from '../../../../lib/adapters/http/redirect.ts';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { checkOf, fixture, local, serveHttp, serveHttps } from '../servers.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

describe('a probe that is redirected', () => {
  test('follows five redirects, over a connection each', async () => {
    const server = await serveHttp((request, response) => {
      const n = Number(request.url?.slice(1));
      if (n < 5) response.writeHead(302, { location: `/${n + 1}` });
      response.end('there');
    });
    const result = await prober.probe(checkOf(`http://127.0.0.1:${server.port}/0`), local);
    expect(result).toMatchObject({ outcome: 'pass', status: 200 });
    expect(server.accepted()).toBe(6);
    await expect.poll(() => server.open()).toBe(0);
  });

  test('for ever is protocol', async () => {
    const { port, accepted } = await serveHttp((_, response) => response.writeHead(307, { location: '/again' }).end());
    const { failure } = await prober.probe(checkOf(`http://127.0.0.1:${port}/`), local);
    expect(failure).toMatchObject({ kind: 'protocol', expected: 'at most 5 redirects' });
    expect(accepted()).toBe(6);
  });

  test('to an address that it may not reach is guard', async () => {
    const { port } = await serveHttp((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/?token=secret' }).end(),
    );
    const { failure } = await prober.probe(checkOf(`http://127.0.0.1:${port}/`), local);
    expect(failure).toMatchObject({ kind: 'guard', actual: '169.254.169.254' });
    expect(failure?.message).toBe(
      'eu-west-1 may not reach 169.254.169.254: not a public address, after a redirect to http://169.254.169.254/latest/meta-data/',
    );
  });

  test('says so in whatever fails there, and goes to the port that is named', async () => {
    const { port } = await serveHttp((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:0/there' }).end(),
    );
    const { failure } = await prober.probe(checkOf(`http://127.0.0.1:${port}/`), local);
    expect(failure?.kind).toBe('connect');
    expect(failure?.message).toMatch(
      /ECONNREFUSED 127\.0\.0\.1(:0)?, after a redirect to http:\/\/127\.0\.0\.1:0\/there$/,
    );
  });

  test('from https to http is protocol', async () => {
    const { port } = await serveHttps((_, response) =>
      response.writeHead(301, { location: 'http://127.0.0.1/' }).end(),
    );
    const { failure } = await prober.probe(checkOf(`https://127.0.0.1:${port}/`), local);
    expect(failure).toMatchObject({ kind: 'protocol', expected: 'an https URL' });
  });

  test.each(['file:///etc/passwd', 'http://', 'gopher://x'])('to %s is protocol', async (location) => {
    const { port } = await serveHttp((_, response) => response.writeHead(301, { location }).end());
    expect((await prober.probe(checkOf(`http://127.0.0.1:${port}/`), local)).failure?.kind).toBe('protocol');
  });

  test('takes the redirect as the answer where the check expects it', async () => {
    const { port, accepted } = await serveHttp((_, response) => response.writeHead(302, { location: '/next' }).end());
    for (const allowed of [302, '3xx'] as const) {
      const expectations = [
        { on: 'status', allowed: [allowed] },
        { on: 'header', name: 'location', condition: { is: 'equals', value: '/next' } },
      ] as const;
      const check = checkOf(`http://127.0.0.1:${port}/`, { expect: expectations });
      expect(await prober.probe(check, local)).toMatchObject({ outcome: 'pass', status: 302 });
    }
    expect(accepted()).toBe(2);
  });

  test('keeps its headers within an origin and drops its own ones across', async () => {
    const seen: Record<string, unknown>[] = [];
    const there = await serveHttp((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const here = await serveHttp((request, response) => {
      seen.push(request.headers);
      const location = request.url === '/' ? '/same' : `http://127.0.0.1:${there.port}/`;
      response.writeHead(302, { location }).end();
    });
    const headers = { authorization: 'Bearer s', cookie: 'a=b', 'x-key': 'k', accept: 'application/json' };
    const result = await prober.probe(checkOf(`http://127.0.0.1:${here.port}/`, { headers }), local);
    expect(result.outcome).toBe('pass');
    expect(seen).toHaveLength(3);
    expect(seen[1]).toMatchObject(headers);
    expect(seen[2]).toMatchObject({ accept: 'application/json', host: `127.0.0.1:${there.port}` });
    for (const name of ['authorization', 'cookie', 'x-key']) expect(seen[2]).not.toHaveProperty(name);
    expect(seen[2]?.traceparent).toBe(seen[0]?.traceparent);
  });

  test('shares its time among all hops', async () => {
    const { port } = await serveHttp((_, response) =>
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 80),
    );
    const startedAt = performance.now();
    const { failure } = await prober.probe(checkOf(`http://127.0.0.1:${port}/`, { timeoutMs: 200 }), local);
    expect(failure?.kind).toBe('timeout');
    expect(performance.now() - startedAt).toBeLessThan(300);
  });
});

describe('the next request', () => {
  const post = {
    url: new URL('http://a.example/x'),
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-length': '1', accept: '*/*' },
    body: Buffer.from('b'),
    isOwn: true,
  };

  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
  ])('after %i to a %s is a %s', (status, method, next) => {
    expect(nextHop({ ...post, method }, status, '/y').method).toBe(next);
  });

  test('has no body and no headers of one once it became a GET', () => {
    expect(nextHop(post, 303, '/y')).toEqual({
      url: new URL('http://a.example/y'),
      method: 'GET',
      headers: { accept: '*/*' },
      isOwn: true,
    });
    expect(nextHop(post, 308, '/y')).toMatchObject({ body: post.body, headers: post.headers });
  });
});

describe('a redirect across origins', () => {
  const hop = { url: new URL('https://a.example/x'), method: 'PUT', headers: {}, body: Buffer.from('b'), isOwn: true };

  test('is remembered, so that no credentials go along, not even back home', () => {
    const away = nextHop(hop, 307, 'https://b.example/');
    expect(away.isOwn).toBe(false);
    expect(nextHop(away, 307, 'https://a.example/').isOwn).toBe(false);
    expect(nextHop(hop, 307, 'https://a.example:444/').isOwn).toBe(false);
    expect(nextHop(hop, 307, '/y').isOwn).toBe(true);
  });

  test('takes a body along, but for one with a secret in it', () => {
    expect(nextHop(hop, 307, 'https://b.example/').body).toEqual(hop.body);
    const secret = { ...hop, isBodySecret: true as const };
    expect(nextHop(secret, 307, '/y')).toMatchObject({ body: hop.body, isBodySecret: true });
    expect(() => nextHop(secret, 307, 'https://b.example/')).toThrow(/where a body with a secret in it is not sent/);
    expect(nextHop(secret, 303, 'https://b.example/').body).toBeUndefined();
  });
});
