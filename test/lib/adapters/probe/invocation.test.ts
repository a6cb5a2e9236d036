import { expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { local } from '../servers.ts';
import { mixedChecks } from './mixed-checks.ts';

test('one invocation of a hundred checks of mixed kinds, ten of which hang, ends in time with a hundred results', async () => {
  const { checks, servers } = await mixedChecks(100, 10, '1s');
  const results: Result[] = [];
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  await socketProber().probeAll(checks, local, (result) => results.push(result));
  // The last one begins to connect after 0.3 s, waits 0.75 s for those that hang, and has a second for its attempt.
  expect(performance.now() - startedAt).toBeLessThan(3_500);
  expect(new Set(results.map(({ id }) => id)).size).toBe(100);
  for (const { id, outcome, failure } of results) {
    const wanted = id.startsWith('hangs') ? { outcome: 'fail', kind: 'timeout' } : { outcome: 'pass', kind: undefined };
    expect({ id, outcome, kind: failure?.kind }, failure?.message).toEqual({ id, ...wanted });
  }
  await expect.poll(() => servers.reduce((sum, server) => sum + server.open(), 0)).toBe(0);
  // A process with the prober alone has 70 MB; the runner of the tests has as much again and more.
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(100);
});
