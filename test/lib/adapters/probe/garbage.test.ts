import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { defineMonitor, http } from 'killdeer';
import { expect, onTestFinished, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import { local } from '../servers.ts';

const CHECKS = 50;
const ROUNDS = 8;

/** With a heap of its own, so that its own connections are not counted here. */
const SERVER = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((request, response) => response.end('{"ok":true}'));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** Of V8: `type: 'minor'` collects what is young, as it does by itself between two probes. */
function collector(): (options: { readonly type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

test('what a closed connection knew of its run does not outlive a minor collection', async () => {
  const worker = new Worker(SERVER, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  const { checks } = compileMonitor(
    defineMonitor({
      name: 'kept',
      home: 'eu-west-1',
      regions: ['eu-west-1'],
      services: [],
      notify: [],
      checks: Array.from({ length: CHECKS }, (_, i) =>
        http(`check-${i}`, { url: `http://127.0.0.1:${port}/`, every: '10s', timeout: '2s', retry: false }),
      ),
    }),
  );
  const prober = socketProber();
  const collect = collector();
  let passed = 0;
  const kept: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    collect({ type: 'minor' });
    const before = process.memoryUsage().heapUsed;
    await prober.probeAll(checks, local, ({ outcome }) => {
      if (outcome === 'pass') passed += 1;
    });
    // What has just closed is let go of in the next turn; what is young is old enough to be moved after two.
    await new Promise(setImmediate);
    collect({ type: 'minor' });
    kept.push((process.memoryUsage().heapUsed - before) / CHECKS / 1_024);
  }
  expect(passed).toBe(ROUNDS * CHECKS);
  const [least = Number.NaN] = kept.slice(2).sort((a, b) => a - b);
  expect(least, `KB a probe: ${kept.map((kb) => kb.toFixed(1)).join(', ')}`).toBeLessThan(5);
});
