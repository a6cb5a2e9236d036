import { expect, test } from 'vitest';
import { memoryHeartbeats } from '../../../../lib/adapters/memory/heartbeats.ts';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileHeartbeat } from '../../../../lib/core/kinds/heartbeat.ts';
import { HOUR } from '../../../../lib/core/time.ts';
import { commonOf, local } from '../servers.ts';

const definition = { kind: 'heartbeat', id: 'backup', period: '24h', grace: '1h' } as const;
const job = { ...commonOf(), ...compileHeartbeat(definition), id: 'backup' };

test('late, failed and never seen are three results, and only the first two are failures', async () => {
  const heartbeats = memoryHeartbeats();
  const prober = socketProber({ heartbeats });
  expect(await prober.probe(job, local)).toMatchObject({
    outcome: 'unknown',
    failure: { kind: 'unseen', message: 'the job has never reported' },
  });
  await heartbeats.record('backup', { type: 'success', at: Date.now() - 26 * HOUR });
  expect(await prober.probe(job, local)).toMatchObject({
    outcome: 'fail',
    failure: { kind: 'late', expected: 'a success every 1d, with 1h of grace', actual: 'last one 1d 2h ago' },
  });
  await heartbeats.record('backup', { type: 'fail', at: Date.now() - HOUR, message: 'disk full' });
  expect(await prober.probe(job, local)).toMatchObject({
    outcome: 'fail',
    failure: { kind: 'failed', message: 'the job reported a failure 1h ago: disk full' },
  });
  await heartbeats.record('backup', { type: 'success', at: Date.now() - 1_000, durationMs: 90_000 });
  expect(await prober.probe(job, local)).toMatchObject({ outcome: 'pass' });
});

test('a table that cannot be read is no news of the job', async () => {
  const away = { read: () => Promise.reject(new Error('ThrottlingException')) };
  expect(await socketProber({ heartbeats: away }).probe(job, local)).toMatchObject({
    outcome: 'unknown',
    failure: { kind: 'probe' },
  });
  expect(await socketProber().probe(job, local)).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
});
