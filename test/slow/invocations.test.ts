import { getActiveResourcesInfo } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { socketProber } from '../../lib/adapters/probe/prober.ts';
import { mixedChecks } from '../lib/adapters/probe/mixed-checks.ts';
import { local } from '../lib/adapters/servers.ts';

const INVOCATIONS = 1_000;
const AT_ONCE = 20;

/** Live bytes after a full collection, in MB. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

test('a thousand invocations in one process leave no socket, no timer and no memory behind', async () => {
  const { checks, servers } = await mixedChecks(16, 1, '1s');
  const prober = socketProber();
  let passed = 0;
  // A container has one invocation at a time; more here, so that those that hang do not make it take for ever.
  const round = async () => {
    const invocations = Array.from({ length: AT_ONCE }, async () => {
      await prober.probeAll(checks, local, ({ outcome }) => {
        if (outcome === 'pass') passed += 1;
      });
    });
    await Promise.all(invocations);
  };
  const idle = counted(getActiveResourcesInfo());
  for (let n = 0; n < 10; n += 1) await round();
  const heaps = [heapMb()];
  for (let n = 10; n < INVOCATIONS / AT_ONCE; n += 1) {
    await round();
    if (n % 10 === 9) heaps.push(heapMb());
  }
  await sleep(200);
  console.log(
    `${INVOCATIONS} invocations, ${passed} passed; heap in MB: ${heaps.map((mb) => mb.toFixed(1)).join(', ')}`,
  );
  expect(passed).toBeGreaterThan(INVOCATIONS * 15 * 0.99);
  for (const [name, count] of Object.entries(counted(getActiveResourcesInfo())))
    expect(count, name).toBeLessThanOrEqual(idle[name] ?? 0);
  expect(servers.map((server) => server.open())).toEqual(servers.map(() => 0));
  expect((heaps.at(-1) ?? 0) - (heaps[0] ?? 0)).toBeLessThan(10);
});

/** How many there are of each kind of resource that keeps a process alive, but what the tests' runner has. */
function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) if (name !== 'Immediate' && name !== 'CloseReq') counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
