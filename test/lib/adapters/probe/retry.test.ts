import { expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { checkOf, closedPort, local, serveHttp } from '../servers.ts';

const prober = socketProber({ chance: { next: () => 0 } });

/** A server that answers with these statuses one after the other, the last one ever after. */
async function serveInTurn(...statuses: number[]) {
  const seen: (string | undefined)[] = [];
  const { port, accepted } = await serveHttp((request, response) => {
    seen.push(String(request.headers['x-amzn-trace-id']).at(-1));
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    response.writeHead(status ?? 500).end();
  });
  return { url: `http://127.0.0.1:${port}/`, accepted, seen };
}

test('a retry that passes is a pass, and keeps what the first attempt failed of', async () => {
  const { url, accepted } = await serveInTurn(503, 200);
  expect(await prober.probe(checkOf(url, { retry: ['5xx'], backoffMs: 20 }), local)).toMatchObject({
    outcome: 'pass',
    attempts: 2,
    first: { kind: 'status', actual: '503' },
  });
  expect(accepted()).toBe(2);
});

test('a third attempt keeps what the first one failed of, not the second', async () => {
  const { url, seen } = await serveInTurn(500, 502, 503);
  const check = checkOf(url, { retry: ['5xx'], attempts: 3, backoffMs: 20 });
  expect(await prober.probe(check, local)).toMatchObject({
    outcome: 'fail',
    attempts: 3,
    status: 503,
    failure: { actual: '503' },
    first: { actual: '500' },
  });
  // Retries ask for their trace to be kept.
  expect(seen).toEqual(['0', '1', '1']);
});

test('the waits are kept, doubled, and end with a class that is not retried', async () => {
  const { url } = await serveInTurn(500, 502, 404);
  const began = performance.now();
  const result = await prober.probe(checkOf(url, { retry: ['5xx'], attempts: 3, backoffMs: 100 }), local);
  const took = performance.now() - began;
  expect(result).toMatchObject({ outcome: 'fail', attempts: 3, status: 404, first: { actual: '500' } });
  expect(took).toBeGreaterThanOrEqual(50 + 100 - 2);
  expect(result.total).toBeLessThan(100);
});

test('a check that must fail is not tried again when it fails, and is when it passes', async () => {
  const refused = `http://127.0.0.1:${await closedPort()}/`;
  const mustFail = { mustFail: true, retry: ['connect', 'assertion'], backoffMs: 20 } as const;
  expect(await prober.probe(checkOf(refused, mustFail), local)).toMatchObject({ outcome: 'pass', attempts: 1 });
  const { url } = await serveInTurn(200, 403);
  expect(await prober.probe(checkOf(url, mustFail), local)).toMatchObject({
    outcome: 'pass',
    attempts: 2,
    first: { message: 'it passed with status 200, and it must fail' },
  });
  const open = await serveInTurn(200);
  expect(await prober.probe(checkOf(open.url, { mustFail: true }), local)).toMatchObject({
    outcome: 'fail',
    attempts: 1,
    failure: { kind: 'assertion', message: 'it passed with status 200, and it must fail' },
  });
});

test('what a check that must fail is not allowed to reach says nothing of it', async () => {
  const nowhere = { ...local, region: { name: 'eu-west-1', allow: [] } };
  const result = await prober.probe(checkOf('http://127.0.0.1:1/', { mustFail: true }), nowhere);
  expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'guard' } });
});
