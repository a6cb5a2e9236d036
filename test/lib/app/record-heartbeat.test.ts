import { expect, test } from 'vitest';
import { memoryHeartbeats } from '../../../lib/adapters/memory/heartbeats.ts';
import { recordHeartbeat } from '../../../lib/app/record-heartbeat.ts';
import { compileHeartbeat } from '../../../lib/core/kinds/heartbeat.ts';
import { aCheck, aMonitor, NOON } from '../../builders.ts';

const { kind: _, url: __, method: ___, headers: ____, ...common } = aCheck();
const job = {
  ...common,
  ...compileHeartbeat({ kind: 'heartbeat', id: 'backup', period: '24h' }),
  id: 'backup',
};

function setUp() {
  const heartbeats = memoryHeartbeats();
  const ctx = {
    monitor: aMonitor([aCheck(), job]),
    clock: { now: () => NOON, sleep: async () => {} },
    heartbeats,
    signatures: {
      sign: async (text: string) => `signed-${text}`,
      verify: async (text: string, given: string) => given === `signed-${text}`,
    },
  };
  const call = (path: string, query = {}, body = '') => recordHeartbeat(ctx, { path, query, body });
  return { heartbeats, call };
}

test('a job may say that it began, ended well and failed, how long it took and why', async () => {
  const { heartbeats, call } = setUp();
  expect(await call('/backup/signed-backup/start')).toBe('recorded');
  expect(await heartbeats.read('backup')).toEqual({ startedAt: NOON });
  expect(await call('/backup/signed-backup', { duration: '12.5' })).toBe('recorded');
  expect(await heartbeats.read('backup')).toEqual({ startedAt: NOON, succeededAt: NOON, durationMs: 12_500 });
  expect(await call('/backup/signed-backup/fail/', {}, ' disk full\n')).toBe('recorded');
  expect(await heartbeats.read('backup')).toMatchObject({ failedAt: NOON, message: 'disk full' });
});

test('a message is cut, and a duration that is none is left out', async () => {
  const { heartbeats, call } = setUp();
  await call('/backup/signed-backup/fail', { message: 'x'.repeat(5_000), duration: '-3' });
  expect((await heartbeats.read('backup'))?.message).toHaveLength(200);
  await call('/backup/signed-backup/success', { duration: 'long' });
  expect(await heartbeats.read('backup')).not.toHaveProperty('durationMs');
});

test('who guesses an id, a signature or a word gets the same answer, and nothing is recorded', async () => {
  const { heartbeats, call } = setUp();
  const wrong = [
    '',
    '/',
    '/backup',
    '/backup/',
    '/backup/signed-other',
    '/recommendations/signed-recommendations',
    '/nobody/signed-nobody',
    '/backup/signed-backup/stop',
    '/backup/signed-backup/start/now',
    '/__proto__/signed-__proto__',
  ];
  for (const path of wrong) expect([path, await call(path)]).toEqual([path, 'unknown']);
  expect(await heartbeats.read('backup')).toBeUndefined();
});
