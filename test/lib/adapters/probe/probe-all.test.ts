import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Check } from '../../../../lib/core/check.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { checkOf, fixture, local, serveHttp, serveHttps, serveTcp } from '../servers.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

async function probeAll(checks: readonly Check[], by = prober): Promise<ReadonlyMap<string, Result>> {
  const results = new Map<string, Result>();
  await by.probeAll(checks, local, (result) => results.set(result.id, result));
  return results;
}

/** Checks that take the stage its full patience: a handshake hangs. */
async function hanging(): Promise<Check> {
  const { port } = await serveTcp(() => {});
  return checkOf(`https://127.0.0.1:${port}/`, { id: 'hangs', timeoutMs: 900, budgetMs: 9_000 });
}

describe('checks that are probed beside each other', () => {
  test('ask when the last of them has shaken hands, not before', async () => {
    const asked: number[] = [];
    const { port } = await serveHttps((_, response) => {
      asked.push(performance.now());
      response.end();
    });
    // Holds up the handshake of one.
    const far = await serveTcp((near) => {
      near.pause();
      setTimeout(() => near.pipe(connect(port, '127.0.0.1')).pipe(near), 150);
    });
    const ports = [far.port, ...Array<number>(9).fill(port)];
    const checks = ports.map((one, i) => checkOf(`https://127.0.0.1:${one}/`, { id: `c${i}` }));
    const startedAt = performance.now();
    const results = await probeAll(checks);
    expect([...results.values()].map(({ outcome }) => outcome)).toEqual(Array(10).fill('pass'));
    expect(Math.min(...asked) - startedAt).toBeGreaterThan(145);
    expect(Math.max(...asked) - Math.min(...asked)).toBeLessThan(120);
  });

  test('do not count as the time of the target what they waited for each other', async () => {
    const { port } = await serveHttp((_, response) => setTimeout(() => response.end(), 50));
    const quick = checkOf(`http://127.0.0.1:${port}/`, { id: 'quick', timeoutMs: 500 });
    const startedAt = performance.now();
    const results = await probeAll([quick, await hanging()]);
    const { outcome, total, phases } = results.get('quick') as Result;
    // It waited for 750 ms, longer than its own timeout.
    expect({ outcome }).toEqual({ outcome: 'pass' });
    expect(total).toBeLessThan(300);
    expect(phases.firstByte).toBeGreaterThan(45);
    expect(results.get('hangs')?.failure).toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('in tls'),
    });
    expect(performance.now() - startedAt).toBeLessThan(900 + 200);
  });

  test('have all ended within the time of the run, however long they waited', async () => {
    const { port } = await serveHttp(() => {});
    const silent = checkOf(`http://127.0.0.1:${port}/`, { id: 'silent', timeoutMs: 900, budgetMs: 1_000 });
    const startedAt = performance.now();
    const results = await probeAll([silent, await hanging()]);
    expect(results.get('silent')?.failure).toMatchObject({ kind: 'timeout', expected: 'within 900ms' });
    expect(performance.now() - startedAt).toBeLessThan(1_100);
  });
});

describe('a server that closes a connection that had to wait', () => {
  const closing = (afterMs: number) => {
    let accepted = 0;
    return serveTcp((socket: Socket) => {
      accepted += 1;
      const timer = setTimeout(() => socket.end(), afterMs);
      socket.once('data', () => {
        clearTimeout(timer);
        socket.end(`HTTP/1.1 200 OK\r\nx-connection: ${accepted}\r\ncontent-length: 0\r\n\r\n`);
      });
    });
  };

  test('is asked over another one, and its timings are those of that one', async () => {
    const server = await closing(200);
    const check = checkOf(`http://127.0.0.1:${server.port}/`, { id: 'strict' });
    const { outcome, total, failure } = (await probeAll([check, await hanging()])).get('strict') as Result;
    expect(failure).toBeUndefined();
    expect(outcome).toBe('pass');
    expect(total).toBeLessThan(150);
    expect(server.accepted()).toBe(2);
    await expect.poll(() => server.open()).toBe(0);
  });

  test('fails of kind connect where it closes whatever it accepts', async () => {
    const server = await closing(0);
    const check = checkOf(`http://127.0.0.1:${server.port}/`, { id: 'broken' });
    expect((await probeAll([check, await hanging()])).get('broken')?.failure?.kind).toBe('connect');
    expect(server.accepted()).toBe(1);
  });
});

test('a server that closes before the handshake is no hang', async () => {
  for (const close of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
    const { port } = await serveTcp(close);
    const checks = Array.from({ length: 4 }, (_, i) => checkOf(`https://127.0.0.1:${port}/`, { id: `c${i}` }));
    for (const { failure } of (await probeAll(checks)).values())
      expect(failure).toMatchObject({ kind: 'connect', message: expect.stringContaining('closed') });
  }
});

test('a result that was seen late carries by how much, and a latency missed only by that is unknown', async () => {
  const { port } = await serveHttp((_, response) => {
    response.end();
    // The server is in this process: so it keeps the prober from seeing the answer.
    setImmediate(() => {
      const until = performance.now() + 80;
      while (performance.now() < until);
    });
  });
  const expectation = { on: 'latency', phase: 'total', below: '40ms' } as const;
  const check = checkOf(`http://127.0.0.1:${port}/`, { expect: [expectation] });
  for (let n = 0; n < 5; n += 1) {
    const { lag = 0, total, outcome, failure } = await prober.probe(check, local);
    if (total < 40) continue;
    expect(lag).toBeGreaterThan(total - 45);
    expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'unknown', kind: 'probe' });
    return;
  }
  expect.unreachable('no answer was seen late');
});
