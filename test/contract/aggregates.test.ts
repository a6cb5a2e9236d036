import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoAggregates } from '../../lib/adapters/dynamodb/aggregates.ts';
import { memoryAggregates } from '../../lib/adapters/memory/aggregates.ts';
import type { AggregateKey, AggregateStore, AggregateWrite } from '../../lib/app/ports.ts';
import type { CheckState } from '../../lib/core/incident.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

const HOME: AggregateKey = 'CHECK#home';
const NOW = 1_790_000_000_123;

function state(check: string, since = 0): CheckState {
  return { check, verdict: 'up', since, judgedAt: since, owed: [] };
}

function write(version: number, more: Partial<AggregateWrite<CheckState>> = {}): AggregateWrite<CheckState> {
  return { key: HOME, state: state('home', version), version, wake: true, open: false, ...more };
}

function aggregateStoreContract(name: string, make: () => Promise<AggregateStore>): void {
  describe(`aggregates in ${name}`, () => {
    let store: AggregateStore;
    beforeEach(async () => {
      store = await make();
    });

    test('are undefined until the first save, which makes version 1', async () => {
      expect(await store.load(HOME)).toBeUndefined();
      expect(await store.save(write(0))).toBe('saved');
      expect(await store.load(HOME)).toEqual({ state: state('home'), version: 1 });
    });

    test('are saved only over the version that was read', async () => {
      expect(await store.save(write(1))).toBe('conflict');
      await store.save(write(0));
      expect(await store.save(write(0, { state: state('late') }))).toBe('conflict');
      expect(await store.save(write(1))).toBe('saved');
      expect(await store.save(write(1, { state: state('late') }))).toBe('conflict');
      expect(await store.load(HOME)).toEqual({ state: state('home', 1), version: 2 });
    });

    test('saved by many at once are saved by one', async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.save(write(0))));
      expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(7);
    });

    test('that are open are listed with the instant they are due, or without one', async () => {
      await store.save(write(0, { open: true, dueAt: NOW }));
      await store.save(write(0, { key: 'SERVICE#shop', open: true }));
      await store.save(write(0, { key: 'CHECK#calm' }));
      const open = await store.listOpen();
      expect(open).toHaveLength(2);
      expect(open).toEqual(expect.arrayContaining([{ key: HOME, dueAt: NOW }, { key: 'SERVICE#shop' }]));
    });

    test('leave the list when they are saved as closed', async () => {
      await store.save(write(0, { open: true, dueAt: NOW }));
      await store.save(write(1, { open: false }));
      expect(await store.listOpen()).toEqual([]);
    });

    test('that are woken keep state, version and place in the list; what does not exist is not made', async () => {
      await store.save(write(0, { open: true, dueAt: NOW }));
      await store.wake(HOME, NOW);
      await store.wake('CHECK#unknown', NOW);
      expect(await store.load(HOME)).toEqual({ state: state('home'), version: 1 });
      expect(await store.load('CHECK#unknown')).toBeUndefined();
      expect(await store.listOpen()).toEqual([{ key: HOME, dueAt: NOW }]);
      expect(await store.save(write(1))).toBe('saved');
    });
  });
}

aggregateStoreContract('memory', async () => memoryAggregates());

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());
const clock = { now: () => NOW };
aggregateStoreContract('DynamoDB', async () => dynamoAggregates(dynamo.client, await dynamo.table(), clock));

describe('aggregates wake respond', () => {
  test('in memory: after a save that asks for it and after wake, not after other saves', async () => {
    const woken: string[] = [];
    const store = memoryAggregates((key) => woken.push(key));
    await store.save(write(0));
    await store.save(write(1, { wake: false }));
    await store.save(write(1));
    await store.wake('CHECK#unknown', NOW);
    expect(woken).toEqual([HOME]);
    await store.wake(HOME, NOW);
    expect(woken).toEqual([HOME, HOME]);
  });

  test('in DynamoDB: the string attribute wake stands after a decision and after wake, and is gone after other saves', async () => {
    const table = await dynamo.table();
    const store = dynamoAggregates(dynamo.client, table, clock);
    const Key = { pk: { S: HOME }, sk: { S: 'STATE' } };
    const wake = async () => (await dynamo.client.send(new GetItemCommand({ TableName: table, Key }))).Item?.wake;
    await store.save(write(0));
    expect(await wake()).toEqual({ S: '2026-09-21T14:13:20.123Z' });
    await store.save(write(1, { wake: false }));
    expect(await wake()).toBeUndefined();
    await store.wake(HOME, NOW + 1);
    expect(await wake()).toEqual({ S: '2026-09-21T14:13:20.124Z' });
  });

  test('in DynamoDB: a table that is away throws, it is no conflict', async () => {
    const store = dynamoAggregates(dynamo.client, 'no-such-table', clock);
    await expect(store.save(write(0))).rejects.toThrow('not found');
    await expect(store.wake(HOME, NOW)).rejects.toThrow('not found');
  });
});
