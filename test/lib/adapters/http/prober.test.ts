import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { HttpCheck } from '../../../../lib/core/kinds/http.ts';
import manifest from '../../../../package.json' with { type: 'json' };
import { checkOf, closedPort, local, serveBytes, serveHttp, serveTcp } from '../servers.ts';

const prober = socketProber();
const probe = (port: number, overrides: Partial<HttpCheck> = {}) =>
  prober.probe(checkOf(`http://127.0.0.1:${port}/`, overrides), local);
const head = 'HTTP/1.1 200 OK\r\n';

describe('a probe that gets an answer', () => {
  test('passes with its phases, total, status, address and trace', async () => {
    const { port } = await serveHttp((_, response) => setTimeout(() => response.end('{"ok":true}'), 30));
    const result = await prober.probe(checkOf(`http://localhost:${port}/`), local);
    expect(result).toMatchObject({ id: 'api', outcome: 'pass', status: 200, attempts: 1, address: '127.0.0.1' });
    expect(Object.keys(result.phases)).toEqual(['dns', 'tcp', 'firstByte', 'transfer']);
    expect(result.phases.firstByte).toBeGreaterThan(25);
    const sum = Object.values(result.phases).reduce((a, b) => a + b, 0);
    expect(result.total).toBeGreaterThanOrEqual(sum);
    expect(result.total).toBeLessThan(sum + 20);
    expect(result.failure).toBeUndefined();
  });

  test('a literal address has no dns phase', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    expect(Object.keys((await probe(port)).phases)).toEqual(['tcp', 'firstByte', 'transfer']);
  });

  test('the transfer is timed from the first byte to the last', async () => {
    const { port } = await serveHttp((_, response) => {
      response.write('a');
      setTimeout(() => response.end('b'), 60);
    });
    const { phases } = await probe(port);
    expect(phases.transfer).toBeGreaterThan(50);
    expect(phases.firstByte).toBeLessThan(50);
  });

  test('sends method, query, headers and body of the check', async () => {
    const { port } = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () =>
        response.end(JSON.stringify({ method: request.method, url: request.url, body, h: request.headers })),
      );
    });
    const equals = (query: string, value: string) =>
      ({ on: 'jsonPath', query, nodes: 'first', condition: { is: 'equals', value } }) as const;
    const check = checkOf(`http://127.0.0.1:${port}/a?b=%20c`, {
      method: 'POST',
      headers: { 'x-key': 'k', 'content-type': 'text/plain' },
      body: 'grüße',
      expect: [
        equals('$.method', 'POST'),
        equals('$.url', '/a?b=%20c'),
        equals('$.body', 'grüße'),
        equals("$.h['x-key']", 'k'),
        equals("$.h['content-length']", '7'),
        equals("$.h['accept-encoding']", 'identity'),
        equals("$.h['user-agent']", `killdeer/${manifest.version}`),
        equals('$.h.host', `127.0.0.1:${port}`),
      ],
    });
    expect(await prober.probe(check, local)).toMatchObject({ outcome: 'pass' });
  });

  test('a HEAD has no body to wait for, whatever length is announced', async () => {
    const { port } = await serveHttp((_, response) => {
      response.setHeader('content-length', 1_000_000);
      response.end();
    });
    expect(await probe(port, { method: 'HEAD' })).toMatchObject({ outcome: 'pass', status: 200 });
  });

  test('a body without a length ends with the connection', async () => {
    const { port } = await serveBytes(`${head}\r\nhello`, true);
    const expectations = [{ on: 'bodyText', condition: { is: 'equals', value: 'hello' } }] as const;
    expect(await probe(port, { expect: expectations })).toMatchObject({ outcome: 'pass' });
  });

  test('each probe makes a connection of its own and closes it', async () => {
    const server = await serveHttp((_, response) => response.end('ok'));
    for (let n = 0; n < 5; n += 1) await probe(server.port);
    expect(server.accepted()).toBe(5);
    await expect.poll(() => server.open()).toBe(0);
  });

  test('a missed expectation fails with status and reason', async () => {
    const { port } = await serveHttp((_, response) => {
      response.statusCode = 500;
      response.end('broken');
    });
    const result = await probe(port);
    expect(result).toMatchObject({
      outcome: 'fail',
      status: 500,
      failure: { kind: 'status', expected: '2xx', actual: '500' },
    });
    const body = await probe(port, { expect: [{ on: 'bodyText', condition: { is: 'contains', value: 'fine' } }] });
    expect(body.failure).toMatchObject({ kind: 'assertion', expected: 'containing "fine"', actual: '"broken"' });
  });

  test('a slow answer crosses a latency level', async () => {
    const { port } = await serveHttp((_, response) => setTimeout(() => response.end(), 80));
    const latency = { on: 'latency', phase: 'total' } as const;
    expect((await probe(port, { expect: [{ ...latency, below: '40ms' }] })).failure?.kind).toBe('assertion');
    expect((await probe(port, { expect: [{ ...latency, below: '900ms', warn: '40ms' }] })).outcome).toBe('warn');
  });
});

describe('a probe that gets none', () => {
  test('of a refused port is connect', async () => {
    const { failure, phases } = await probe(await closedPort());
    expect(failure).toMatchObject({ kind: 'connect', actual: 'ECONNREFUSED' });
    expect(phases).toEqual({});
  });

  test.each([
    ['resets', (socket: import('node:net').Socket) => socket.resetAndDestroy()],
    ['closes', (socket: import('node:net').Socket) => socket.end()],
    ['destroys', (socket: import('node:net').Socket) => socket.destroy()],
    ['takes a moment to reset', (socket: import('node:net').Socket) => setTimeout(() => socket.resetAndDestroy(), 5)],
  ])('of a server that %s what it accepts is connect', async (_, act) => {
    const { port } = await serveTcp(act);
    for (let n = 0; n < 5; n += 1) {
      const { failure } = await probe(port);
      expect(failure?.kind, failure?.message).toBe('connect');
    }
  });

  test.each([
    ['resets on the request', (socket: import('node:net').Socket) => socket.resetAndDestroy()],
    ['closes on the request', (socket: import('node:net').Socket) => socket.end()],
    [
      'resets within the headers',
      (socket: import('node:net').Socket) => socket.write(head, () => socket.resetAndDestroy()),
    ],
    [
      'resets within the body',
      (socket: import('node:net').Socket) =>
        socket.write(`${head}content-length: 9\r\n\r\nab`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    ],
    ['closes within the body', (socket: import('node:net').Socket) => socket.end(`${head}content-length: 9\r\n\r\nab`)],
    [
      'closes within a chunk',
      (socket: import('node:net').Socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nab`),
    ],
  ])('of a server that %s is protocol', async (_, act) => {
    const { port } = await serveTcp((socket) => socket.once('data', () => act(socket)));
    const { failure } = await probe(port);
    expect(failure?.kind, failure?.message).toBe('protocol');
  });

  test.each([
    ['a malformed status line', 'HTPP/9 what\r\n\r\n'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a header flood', `${head}${'x-flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(1_000)}\r\n`],
    ['one endless header', `${head}x: ${'a'.repeat(100_000)}`],
    ['a broken chunk', `${head}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n`],
    ['two lengths', `${head}content-length: 2\r\ncontent-length: 3\r\n\r\nabc`],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['a body that announces too much', `${head}content-length: 262145\r\n\r\n`],
  ])('of %s is protocol', async (_, answer) => {
    const { port } = await serveBytes(answer);
    const { failure, total } = await probe(port);
    expect(failure?.kind, failure?.message).toBe('protocol');
    expect(total).toBeLessThan(500);
  });

  test('of a server that resets on a request which is still being sent is protocol', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { failure } = await probe(port, { method: 'POST', body: 'x'.repeat(5_000_000) });
    expect(failure?.kind, failure?.message).toBe('protocol');
  });

  test('of an endless body is protocol, after 256 KB of it', async () => {
    let sent = 0;
    const { port } = await serveHttp((_, response) => {
      const more = () => {
        if (response.destroyed) return;
        sent += 16_384;
        response.write('x'.repeat(16_384), more);
      };
      more();
    });
    const { failure, status } = await probe(port, { timeoutMs: 5_000 });
    expect(failure).toMatchObject({ kind: 'protocol', expected: 'at most 262144 bytes' });
    expect(status).toBe(200);
    expect(sent).toBeLessThan(10_000_000);
  });

  test('a body of exactly 256 KB is read', async () => {
    const { port } = await serveHttp((_, response) => response.end('x'.repeat(256 * 1024)));
    expect(await probe(port)).toMatchObject({ outcome: 'pass' });
  });

  test.each([
    ['silent after the request', 'firstByte', serveTcp.bind(undefined, () => {})],
    ['silent within the body', 'transfer', serveBytes.bind(undefined, `${head}content-length: 9\r\n\r\nab`)],
  ])('of a server that is %s is timeout in %s, and not late', async (_, phase, start) => {
    const { port } = await start();
    const startedAt = performance.now();
    const { failure } = await probe(port, { timeoutMs: 200 });
    expect(performance.now() - startedAt).toBeLessThan(300);
    expect(failure).toMatchObject({ kind: 'timeout', expected: 'within 200ms' });
    expect(failure?.message).toContain(`in ${phase}`);
  });

  test('of a body that trickles is timeout', async () => {
    const { port } = await serveHttp((_, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect((await probe(port, { timeoutMs: 200 })).failure?.kind).toBe('timeout');
  });

  test('what is wrong with the check itself is unknown, of kind probe', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    const result = await probe(port, { headers: { 'x-bad': 'a\nb' } });
    expect(result).toMatchObject({ outcome: 'unknown', attempts: 1, failure: { kind: 'probe' } });
  });

  test('no socket or timer is left behind, however a probe ends', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const broken = await serveBytes('nonsense\r\n\r\n');
    const endless = await serveBytes(`${head}content-length: 999999\r\n\r\n`);
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await Promise.all(
      [silent, broken, endless].flatMap(({ port }) =>
        Array.from({ length: 20 }, () => probe(port, { timeoutMs: 150 })),
      ),
    );
    await expect.poll(() => silent.open() + broken.open() + endless.open()).toBe(0);
    expect(silent.accepted()).toBe(20);
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await expect.poll(timers).toBeLessThanOrEqual(before + 1);
  });
});

describe('the retry', () => {
  test('comes at once for a class that is retried, and its answer counts', async () => {
    let requests = 0;
    const sampled: unknown[] = [];
    const { port } = await serveHttp((request, response) => {
      requests += 1;
      sampled.push(request.headers['x-amzn-trace-id']);
      response.statusCode = requests === 1 ? 503 : 200;
      response.end();
    });
    const result = await probe(port, { retry: ['5xx'] });
    expect(result).toMatchObject({
      outcome: 'pass',
      attempts: 2,
      status: 200,
      first: { kind: 'status', actual: '503' },
    });
    expect(sampled[0]).toMatch(/Sampled=0$/);
    expect(sampled[1]).toMatch(/Sampled=1$/);
    expect(sampled[1]).toContain(`Root=1-${result.trace?.slice(0, 8)}-${result.trace?.slice(8)};`);
  });

  test('does not come for other classes', async () => {
    const { port } = await serveHttp((_, response) => {
      response.statusCode = 404;
      response.end();
    });
    expect(await probe(port, { retry: ['5xx', 'connect'] })).toMatchObject({ attempts: 1, outcome: 'fail' });
  });

  test('does not come where the run has less than half a second left', async () => {
    const { port, accepted } = await serveTcp(() => {});
    expect(await probe(port, { timeoutMs: 200, budgetMs: 690, retry: ['timeout'] })).toMatchObject({ attempts: 1 });
    expect(accepted()).toBe(1);
  });

  test('ends with the budget of the run', async () => {
    const { port } = await serveTcp(() => {});
    const startedAt = performance.now();
    const result = await probe(port, { timeoutMs: 600, budgetMs: 1_150, retry: ['timeout'] });
    expect(result).toMatchObject({ attempts: 2, failure: { kind: 'timeout' }, first: { kind: 'timeout' } });
    expect(performance.now() - startedAt).toBeLessThan(1_250);
  });
});

describe('trace headers', () => {
  test('carry one id in both forms, its first bytes the time', async () => {
    let headers: Record<string, unknown> = {};
    const { port } = await serveHttp((request, response) => {
      headers = request.headers;
      response.end();
    });
    const { trace } = await prober.probe(checkOf(`http://127.0.0.1:${port}/`), { ...local, sampled: true });
    expect(trace).toMatch(/^[0-9a-f]{32}$/);
    expect(Math.abs(Number.parseInt(trace?.slice(0, 8) ?? '', 16) - Date.now() / 1_000)).toBeLessThan(60);
    expect(headers.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
  });
});
