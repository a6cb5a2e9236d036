import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { oauth2 } from '../../../../lib/core/factories/auth.ts';
import { secret, template } from '../../../../lib/core/factories/secret.ts';
import { closedPort, listen, serveBytes, serveHttps, serveTcp } from '../servers.ts';
import { ask, checkFrom, proberOf, serveSeen } from './asked.ts';

/** A proxy that forwards and connects, once it is given these credentials, and keeps what it was asked. */
async function serveProxy(credentials?: string) {
  const asked: string[] = [];
  const isKnown = ({ headers }: IncomingMessage) =>
    credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!isKnown(incoming)) {
      response.writeHead(407).end();
      return;
    }
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = forward(incoming.url ?? '', { method: incoming.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    socket.on('error', () => {});
    if (!isKnown(incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host = '', port = ''] = incoming.url?.split(':') ?? [];
    const onward = connect(Number(port), host === 'api.example' ? '127.0.0.1' : host);
    onward.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  return { ...(await listen(server)), asked };
}

describe('through a proxy', () => {
  test('https goes by CONNECT, with TLS to the target itself', async () => {
    const proxy = await serveProxy('ann:hunter 2');
    const { port } = await serveHttps((request, response) => response.end(request.headers['proxy-authorization']));
    const password = 'hunter%202';
    const url = `https://127.0.0.1:${port}/x`;
    const result = await ask({ url, proxy: `http://ann:${password}@127.0.0.1:${proxy.port}` });
    expect(result).toMatchObject({ outcome: 'pass', status: 200 });
    expect(Object.keys(result.phases)).toEqual(['tcp', 'tls', 'firstByte', 'transfer']);
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${port}`]);
    await expect.poll(proxy.open, { interval: 4 }).toBe(0);
  });

  test('http goes as a request for the whole URL', async () => {
    const proxy = await serveProxy('ann:hunter2');
    const { port, seen } = await serveSeen();
    const url = `http://127.0.0.1:${port}/x?y=1`;
    const through = template`http://ann:${secret('/hunter2')}@127.0.0.1:${String(proxy.port)}`;
    expect(await ask({ url, proxy: through, method: 'POST', body: 'b' })).toMatchObject({ outcome: 'pass' });
    expect(proxy.asked).toEqual([`POST ${url}`]);
    expect(seen[0]).toMatchObject({ url: '/x?y=1', headers: { host: `127.0.0.1:${port}` } });
    expect(seen[0]?.headers['proxy-authorization']).toBeUndefined();
    await expect.poll(proxy.open, { interval: 4 }).toBe(0);
  });

  test('a name is resolved by the proxy', async () => {
    const proxy = await serveProxy();
    const { port } = await serveHttps((_, response) => response.end(), 'valid');
    const tls = { serverName: 'localhost' };
    const options = { url: `https://api.example:${port}/`, proxy: `http://127.0.0.1:${proxy.port}`, tls };
    const nowhere = proberOf({ servers: [`127.0.0.1:${await closedPort()}`] });
    expect(await ask(options, {}, nowhere)).toMatchObject({ outcome: 'pass' });
    expect(proxy.asked).toEqual([`CONNECT api.example:${port}`]);
  });

  test('redirects and tokens go too', async () => {
    const proxy = await serveProxy();
    const token = await serveSeen((_, response) => response.end('{"access_token":"t"}'));
    const api = await serveSeen(({ url }, response) => {
      response.writeHead(url === '/' ? 302 : 200, url === '/' ? { location: '/there' } : {}).end();
    });
    const origin = `http://127.0.0.1:${api.port}`;
    const auth = oauth2({ tokenUrl: `http://127.0.0.1:${token.port}/t`, clientId: 'a', clientSecret: 'b' });
    const result = await ask({ url: `${origin}/`, auth, proxy: `http://127.0.0.1:${proxy.port}` });
    expect(result).toMatchObject({ outcome: 'pass', status: 200 });
    expect(proxy.asked).toEqual([`POST http://127.0.0.1:${token.port}/t`, `GET ${origin}/`, `GET ${origin}/there`]);
  });

  test('what fails at the target is the target’s', async () => {
    const proxy = await serveProxy();
    const through = { proxy: `http://127.0.0.1:${proxy.port}` };
    const expired = await serveHttps((_, response) => response.end(), 'expired');
    const { failure } = await ask({ url: `https://127.0.0.1:${expired.port}/`, ...through });
    expect(failure).toMatchObject({ kind: 'tls', actual: 'CERT_HAS_EXPIRED' });
    expect(failure?.message).not.toContain('proxy');
    const down = await serveSeen((_, response) => response.writeHead(500).end());
    expect((await ask({ url: `http://127.0.0.1:${down.port}/`, ...through })).failure?.message).not.toContain('proxy');
  });
});

describe('a proxy that fails is named, and is not the target', () => {
  const target = 'https://93.184.215.14/';

  test('refusing connections', async () => {
    const port = await closedPort();
    const { failure } = await ask({ url: target, proxy: `http://127.0.0.1:${port}` });
    expect(failure).toMatchObject({ kind: 'connect', actual: 'ECONNREFUSED' });
    expect(failure?.message).toMatch(new RegExp(`^the proxy 127\\.0\\.0\\.1:${port} failed: connection refused`));
  });

  test.each(['http', 'https'])('asking for other credentials, over %s', async (scheme) => {
    const proxy = await serveProxy('ann:hunter2');
    for (const user of ['', 'ann:wrong-hunter@']) {
      const url = `${scheme}://93.184.215.14/`;
      const { failure, status } = await ask({ url, proxy: `http://${user}127.0.0.1:${proxy.port}` });
      expect(failure?.kind).toBe('connect');
      expect(failure?.message).toMatch(/^the proxy 127\.0\.0\.1:\d+ wants other credentials: it answered 407/);
      expect(JSON.stringify(failure)).not.toContain('wrong-hunter');
      expect(status).toBeUndefined();
    }
    await expect.poll(proxy.open, { interval: 4 }).toBe(0);
  });

  test('not reaching the target', async () => {
    const proxy = await serveProxy();
    const { failure } = await ask({
      url: `https://127.0.0.1:${await closedPort()}/`,
      proxy: `http://127.0.0.1:${proxy.port}`,
    });
    expect(failure?.kind).toBe('connect');
    expect(failure?.message).toMatch(/^the proxy .* did not connect to 127\.0\.0\.1:\d+: it answered 502 Bad Gateway$/);
  });

  test('keeping silent, on time', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    for (const [url, stage] of [
      [target, 'the proxy 127.0.0.1'],
      ['http://93.184.215.14/', 'timed out'],
    ] as const) {
      const startedAt = performance.now();
      const { failure } = await ask({ url, proxy: `http://127.0.0.1:${silent.port}` }, { timeoutMs: 200 });
      expect(performance.now() - startedAt).toBeLessThan(300);
      expect(failure?.kind).toBe('timeout');
      expect(failure?.message).toContain(stage);
    }
    await expect.poll(silent.open, { interval: 4 }).toBe(0);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-x\r\n', 'protocol'],
    ['nothing, and closing', '', 'connect'],
    ['an endless head', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}`, 'protocol'],
    ['a connection, and then no TLS', 'HTTP/1.1 200 OK\r\n\r\nhello hello hello', 'tls'],
  ])('answering %s', async (_, answer, kind) => {
    const broken = await serveBytes(answer, true);
    const { failure } = await ask({ url: target, proxy: `http://127.0.0.1:${broken.port}` });
    expect(failure?.kind, failure?.message).toBe(kind);
    if (kind !== 'tls') expect(failure?.message).toMatch(/^the proxy 127\.0\.0\.1:\d+ failed: /);
    await expect.poll(broken.open, { interval: 4 }).toBe(0);
  });
});

describe('the address guard', () => {
  test.each(['https://10.0.0.1/', 'http://169.254.169.254/', 'http://[::1]/', 'https://0xa.2/', 'http://0/'])(
    'refuses %s behind a proxy, which is asked nothing',
    async (url) => {
      const proxy = await serveProxy();
      const { failure } = await ask({ url, proxy: `http://127.0.0.1:${proxy.port}` });
      expect(failure).toMatchObject({ kind: 'guard' });
      expect(failure?.message).not.toContain('proxy');
      expect(proxy.accepted()).toBe(0);
    },
  );

  test.each(['https://localhost/', 'http://a.localhost./'])('knows that %s is this machine', async (url) => {
    const nowhere = { region: { name: 'eu-west-1', allow: [] }, sampled: false };
    const { failure } = await proberOf().probe(checkFrom({ url, proxy: 'http://93.184.215.14:3128' }), nowhere);
    expect(failure).toMatchObject({ kind: 'guard', actual: '127.0.0.1' });
  });

  test('is asked of the proxy itself', async () => {
    const { failure } = await ask({ url: 'https://93.184.215.14/', proxy: 'http://169.254.169.254:80' });
    expect(failure).toMatchObject({ kind: 'guard' });
    expect(failure?.message).toContain('the proxy 169.254.169.254:80');
  });

  test('is asked at each redirect', async () => {
    const proxy = await serveProxy();
    const here = await serveSeen((_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end());
    const { failure } = await ask({ url: `http://127.0.0.1:${here.port}/`, proxy: `http://127.0.0.1:${proxy.port}` });
    expect(failure).toMatchObject({ kind: 'guard', actual: '10.0.0.1' });
    expect(proxy.asked).toHaveLength(1);
  });

  test('takes no secret for a proxy that is none', async () => {
    const { outcome, failure } = await ask({ url: 'https://93.184.215.14/', proxy: secret('/no-proxy') });
    expect(outcome).toBe('unknown');
    expect(failure?.message).toBe('the proxy is no http URL, once its secrets are read');
  });
});
