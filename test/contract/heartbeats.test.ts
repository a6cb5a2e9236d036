import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsCaller } from '../../lib/adapters/aws/aws-caller.ts';
import { dynamoHeartbeats } from '../../lib/adapters/dynamodb/heartbeats.ts';
import { readHeartbeats } from '../../lib/adapters/dynamodb/read-heartbeats.ts';
import { memoryHeartbeats } from '../../lib/adapters/memory/heartbeats.ts';
import type { Heartbeats } from '../../lib/app/ports.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

function heartbeatsContract(name: string, make: () => Promise<Heartbeats>): void {
  describe(`heartbeats in ${name}`, () => {
    let heartbeats: Heartbeats;
    beforeEach(async () => {
      heartbeats = await make();
    });

    test('of a job that never reported are not there', async () => {
      await heartbeats.record('other', { type: 'success', at: 100 });
      expect(await heartbeats.read('backup')).toBeUndefined();
    });

    test('keep the newest report of each sort', async () => {
      for (const at of [100, 300, 200]) await heartbeats.record('backup', { type: 'success', at });
      await heartbeats.record('backup', { type: 'start', at: 250 });
      await heartbeats.record('backup', { type: 'fail', at: 50, message: 'disk full' });
      expect(await heartbeats.read('backup')).toEqual({
        succeededAt: 300,
        startedAt: 250,
        failedAt: 50,
        message: 'disk full',
      });
    });

    test('that come twice change nothing', async () => {
      await heartbeats.record('backup', { type: 'success', at: 100, durationMs: 7 });
      await heartbeats.record('backup', { type: 'success', at: 100 });
      expect(await heartbeats.read('backup')).toEqual({ succeededAt: 100, durationMs: 7 });
    });

    test('say the duration and message of their newest run only', async () => {
      await heartbeats.record('backup', { type: 'fail', at: 100, durationMs: 7, message: 'disk full' });
      await heartbeats.record('backup', { type: 'start', at: 150 });
      expect(await heartbeats.read('backup')).toMatchObject({ durationMs: 7, message: 'disk full' });
      await heartbeats.record('backup', { type: 'fail', at: 200 });
      expect(await heartbeats.read('backup')).toEqual({ startedAt: 150, failedAt: 200 });
    });
  });
}

heartbeatsContract('memory', async () => memoryHeartbeats());

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
  vi.stubEnv('AWS_ENDPOINT_URL', dynamo.address);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamo.close();
});
heartbeatsContract('DynamoDB', async () => dynamoHeartbeats(dynamo.client, await dynamo.table()));
heartbeatsContract('DynamoDB, read without the SDK', async () => {
  const table = await dynamo.table();
  return { ...dynamoHeartbeats(dynamo.client, table), ...readHeartbeats(awsCaller(), 'eu-west-1', table) };
});
