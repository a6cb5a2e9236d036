import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoCheckpoints } from '../../lib/adapters/dynamodb/checkpoints.ts';
import { memoryCheckpoints } from '../../lib/adapters/memory/checkpoints.ts';
import type { Checkpoint, CheckpointStore } from '../../lib/app/ports.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

function checkpoint(slot: number, region = 'eu-west-1', shard = 'a.0of1'): Checkpoint {
  const entry = { slot, run: 'scheduled', outcome: 'pass', total: 2, startedAt: slot, endedAt: slot + 2 } as const;
  return { shard, region, slot, series: { home: { ring: [entry] } } };
}

function checkpointStoreContract(name: string, make: () => Promise<CheckpointStore>): void {
  describe(`checkpoints in ${name}`, () => {
    let store: CheckpointStore;
    beforeEach(async () => {
      store = await make();
    });

    test('of a shard are loaded for all its regions, and of no other shard', async () => {
      const own = [checkpoint(100), checkpoint(110, 'us-east-1')];
      for (const one of [...own, checkpoint(100, 'eu-west-1', 'a.0of10')]) await store.save(one);
      const loaded = await store.load('a.0of1');
      expect(loaded).toHaveLength(2);
      expect(loaded).toEqual(expect.arrayContaining(own));
      expect(await store.load('b.0of1')).toEqual([]);
    });

    test('are replaced by newer ones only', async () => {
      await store.save(checkpoint(100));
      await store.save(checkpoint(900));
      await store.save(checkpoint(90));
      await store.save({ ...checkpoint(900), series: {} });
      expect(await store.load('a.0of1')).toEqual([checkpoint(900)]);
    });
  });
}

checkpointStoreContract('memory', async () => memoryCheckpoints());

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());
checkpointStoreContract('DynamoDB', async () => dynamoCheckpoints(dynamo.client, await dynamo.table()));
