import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsCaller } from '../../lib/adapters/aws/aws-caller.ts';
import { dynamoFrames } from '../../lib/adapters/dynamodb/frames.ts';
import { putFrames } from '../../lib/adapters/dynamodb/put-frames.ts';
import { memoryFrames } from '../../lib/adapters/memory/frames.ts';
import type { FrameStore } from '../../lib/app/ports.ts';
import type { Frame, Result } from '../../lib/core/result.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

const KEY = 'FRAME#10s.abcdef.0of1';
const SLOT = 1_790_000_010_000;

function frameAt(slot: number, region = 'eu-west-1', more: Partial<Frame> = {}): Frame {
  const result = { id: 'home', outcome: 'pass', total: 12.5, phases: { dns: 0.25 }, attempts: 1, status: 200 } as const;
  const times = { startedAt: slot + 30, endedAt: slot + 45 };
  return { key: KEY, region, slot, run: 'scheduled', ...times, results: [result], ...more };
}

function frameStoreContract(name: string, make: () => Promise<FrameStore>): void {
  describe(`frames in ${name}`, () => {
    let store: FrameStore;
    beforeEach(async () => {
      store = await make();
    });

    test('come back as they were written', async () => {
      const failure = { kind: 'status', message: 'status 503', expected: '200', actual: '503' } as const;
      const failing = {
        id: 'cart',
        outcome: 'fail',
        total: 3,
        phases: {},
        attempts: 2,
        failure,
        first: failure,
      } as const;
      const frame = frameAt(SLOT, 'eu-west-1', { results: [...frameAt(SLOT).results, failing] });
      expect(await store.put(frame)).toBe('stored');
      expect(await store.since(KEY, SLOT)).toStrictEqual([frame]);
    });

    test('are written once: a second write of the same key, slot and region is a duplicate and changes nothing', async () => {
      await store.put(frameAt(SLOT));
      expect(await store.put(frameAt(SLOT, 'eu-west-1', { startedAt: 1, results: [] }))).toBe('duplicate');
      expect(await store.since(KEY, SLOT)).toStrictEqual([frameAt(SLOT)]);
    });

    test('since a slot are those at or after it, of all regions, in order of slot, of that key alone', async () => {
      const frames = [
        frameAt(SLOT + 10_000),
        frameAt(SLOT + 5_000, 'us-east-1'),
        frameAt(SLOT),
        frameAt(SLOT - 10_000),
      ];
      for (const frame of frames) await store.put(frame);
      await store.put({ ...frameAt(SLOT), key: 'FRAME#other' });
      const slots = (await store.since(KEY, SLOT)).map(({ slot, region }) => [slot - SLOT, region]);
      expect(slots).toEqual([
        [0, 'eu-west-1'],
        [5_000, 'us-east-1'],
        [10_000, 'eu-west-1'],
      ]);
      expect(await store.since('FRAME#unknown', 0)).toEqual([]);
    });

    test('of bursts, watch runs and parts stand beside each other in one slot', async () => {
      const burst = { key: 'BURST#home', run: 'burst' } as const;
      const frames = [
        frameAt(SLOT, 'eu-west-1', { ...burst, burst: { by: 'eu-west-1', n: 0 } }),
        frameAt(SLOT, 'eu-west-1', { ...burst, burst: { by: 'eu-west-1', n: 1 } }),
        frameAt(SLOT, 'eu-west-1', { ...burst, burst: { by: 'us-east-1', n: 0 } }),
        frameAt(SLOT, 'eu-west-1', { ...burst, run: 'watch', burst: { by: 'watch', n: 0 } }),
        frameAt(SLOT, 'eu-west-1', { ...burst, burst: { by: 'us-east-1', n: 0 }, part: 1 }),
      ];
      for (const frame of frames) expect(await store.put(frame)).toBe('stored');
      for (const frame of frames) expect(await store.put(frame)).toBe('duplicate');
      const stored = await store.since('BURST#home', SLOT);
      expect(stored).toHaveLength(frames.length);
      expect(stored).toEqual(expect.arrayContaining(frames));

      const parts = [frameAt(SLOT), frameAt(SLOT, 'eu-west-1', { part: 1 })];
      for (const frame of parts) expect(await store.put(frame)).toBe('stored');
      expect(await store.since(KEY, SLOT)).toStrictEqual(parts);
    });

    test('newest of each region is the last scheduled one at or after the slot', async () => {
      for (const slot of [SLOT - 60_000, SLOT, SLOT + 10_000]) await store.put(frameAt(slot));
      await store.put(frameAt(SLOT + 5_000, 'us-east-1'));
      await store.put(frameAt(SLOT - 60_000, 'ap-south-1'));
      const newest = await store.newest(KEY, SLOT);
      expect([...newest].sort()).toEqual([
        ['eu-west-1', { slot: SLOT + 10_000, startedAt: SLOT + 10_030 }],
        ['us-east-1', { slot: SLOT + 5_000, startedAt: SLOT + 5_030 }],
      ]);
    });

    test('newest does not reach behind the newest hundred: a region that is dark for long is not in it', async () => {
      await store.put(frameAt(SLOT, 'us-east-1'));
      for (let n = 1; n <= 99; n += 1) await store.put(frameAt(SLOT + n * 10_000));
      expect([...(await store.newest(KEY, 0)).keys()].sort()).toEqual(['eu-west-1', 'us-east-1']);
      await store.put(frameAt(SLOT + 1_000_000));
      expect([...(await store.newest(KEY, 0)).keys()]).toEqual(['eu-west-1']);
    });

    test('between two slots are those at or after the first and before the second, of all regions, in order of slot', async () => {
      const slots = [SLOT + 20_000, SLOT + 10_000, SLOT, SLOT - 1, SLOT + 20_001];
      for (const slot of slots) await store.put(frameAt(slot));
      await store.put(frameAt(SLOT + 5_000, 'us-east-1'));
      await store.put({ ...frameAt(SLOT + 10_000), key: 'FRAME#other' });
      const found = async (from: number, to: number) =>
        (await store.between(KEY, from, to)).map(({ slot, region }) => [slot - SLOT, region]);
      expect(await found(SLOT, SLOT + 20_000)).toEqual([
        [0, 'eu-west-1'],
        [5_000, 'us-east-1'],
        [10_000, 'eu-west-1'],
      ]);
      expect(await found(SLOT, SLOT + 1)).toEqual([[0, 'eu-west-1']]);
      expect(await found(SLOT - 1, SLOT)).toEqual([[-1, 'eu-west-1']]);
      expect(await found(SLOT + 1, SLOT + 5_000)).toEqual([]);
      expect(await store.between('FRAME#unknown', 0, SLOT * 2)).toEqual([]);
    });

    test('between one slot and itself, or one before it, are none', async () => {
      await store.put(frameAt(SLOT));
      expect(await store.between(KEY, SLOT, SLOT)).toEqual([]);
      expect(await store.between(KEY, SLOT + 1, SLOT - 1)).toEqual([]);
    });

    test('between any two slots, joined, are those since the first, once each', async () => {
      const slots = [0, 1, 9_999, 10_000, 30_000].map((after) => SLOT + after);
      for (const slot of slots) await store.put(frameAt(slot));
      await store.put(frameAt(SLOT + 10_000, 'eu-west-1', { part: 1 }));
      await store.put(frameAt(SLOT + 10_000, 'eu-west-1', { run: 'burst', burst: { by: 'eu-west-1', n: 0 } }));
      const cuts = [SLOT, SLOT + 1, SLOT + 10_000, SLOT + 10_001, SLOT + 90_000];
      const parts = await Promise.all(cuts.slice(1).map((to, i) => store.between(KEY, cuts[i] ?? 0, to)));
      expect(parts.flat()).toStrictEqual(await store.since(KEY, SLOT));
      expect(parts.flat()).toHaveLength(7);
    });

    test('newest passes over frames that tell nothing of any target: a region that is cut off is as if it were silent', async () => {
      const told = frameAt(SLOT).results;
      const unknown = { ...told[0], outcome: 'unknown', failure: { kind: 'probe', message: 'cut off' } } as Result;
      await store.put(frameAt(SLOT));
      await store.put(frameAt(SLOT + 10_000, 'eu-west-1', { results: [unknown, { ...unknown, id: 'cart' }] }));
      await store.put(frameAt(SLOT + 20_000, 'eu-west-1', { results: [] }));
      await store.put(frameAt(SLOT + 10_000, 'us-east-1', { results: [unknown] }));
      await store.put(frameAt(SLOT + 10_000, 'ap-south-1', { results: [unknown, ...told] }));
      expect([...(await store.newest(KEY, SLOT))].map(([region, { slot }]) => [region, slot - SLOT]).sort()).toEqual([
        ['ap-south-1', 10_000],
        ['eu-west-1', 0],
      ]);
    });

    test('newest by an instant is the last that had ended then', async () => {
      await store.put(frameAt(SLOT));
      await store.put(frameAt(SLOT + 10_000));
      const by = async (endedBy: number) => (await store.newest(KEY, SLOT, endedBy)).get('eu-west-1')?.slot;
      expect(await by(SLOT + 10_045)).toBe(SLOT + 10_000);
      expect(await by(SLOT + 10_044)).toBe(SLOT);
      expect(await by(SLOT)).toBeUndefined();
    });

    test('newest passes over watch runs and bursts', async () => {
      await store.put(frameAt(SLOT, 'eu-west-1', { run: 'watch', burst: { by: 'watch', n: 0 } }));
      expect(await store.newest(KEY, SLOT)).toEqual(new Map());
    });
  });
}

frameStoreContract('memory', async () => memoryFrames());

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
frameStoreContract('DynamoDB', async () => dynamoFrames(dynamo.client, await dynamo.table()));
frameStoreContract('DynamoDB, put without the SDK', async () => {
  const table = await dynamo.table();
  return { ...dynamoFrames(dynamo.client, table), ...putFrames(awsCaller(), 'eu-west-1', table) };
});

describe('frames in DynamoDB', () => {
  test('over a megabyte come back whole, page after page', async () => {
    const store = dynamoFrames(dynamo.client, await dynamo.table());
    const failure = { kind: 'status', message: 'm'.repeat(300) } as const;
    const result = { id: 'home', outcome: 'fail', total: 1, phases: {}, attempts: 1, failure } as const;
    const results = Array.from({ length: 300 }, () => result);
    const slots = Array.from({ length: 14 }, (_, i) => SLOT + i * 10_000);
    await Promise.all(slots.map((slot) => store.put(frameAt(slot, 'eu-west-1', { results }))));
    expect((await store.since(KEY, SLOT)).map(({ slot }) => slot)).toEqual(slots);
  });

  test('throw when the table is away', async () => {
    await expect(dynamoFrames(dynamo.client, 'no-such-table').put(frameAt(SLOT))).rejects.toThrow('not found');
  });
});
