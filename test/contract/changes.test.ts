import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoChanges } from '../../lib/adapters/dynamodb/changes.ts';
import { memoryChanges } from '../../lib/adapters/memory/changes.ts';
import type { ChangeLedger } from '../../lib/app/ports.ts';
import { DAY, HOUR } from '../../lib/core/time.ts';
import { NOON } from '../builders.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

function changeLedgerContract(name: string, make: () => Promise<ChangeLedger>): void {
  describe(`changes in ${name}`, () => {
    let ledger: ChangeLedger;
    beforeEach(async () => {
      ledger = await make();
    });

    test('are told from an instant on, over midnights, oldest first', async () => {
      const old = { at: NOON - 3 * DAY, what: 'deploy 1' };
      const late = { at: NOON - HOUR, what: 'deploy 3', checks: ['storefront'] };
      const early = { at: NOON - 2 * DAY - 11 * HOUR, what: 'deploy 2' };
      for (const one of [late, old, early]) await ledger.record(one);
      expect(await ledger.since(NOON - 2 * DAY - 12 * HOUR)).toEqual([early, late]);
      expect(await ledger.since(early.at)).toEqual([early, late]);
      expect(await ledger.since(late.at + 1)).toEqual([]);
    });

    test('are one entry however often they are recorded', async () => {
      for (let n = 0; n < 3; n += 1) await ledger.record({ at: NOON, what: 'deploy 1' });
      await ledger.record({ at: NOON, what: 'flag basket on' });
      expect((await ledger.since(NOON)).map(({ what }) => what)).toEqual(['deploy 1', 'flag basket on']);
    });
  });
}

changeLedgerContract('memory', async () => memoryChanges());

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());
changeLedgerContract('DynamoDB', async () =>
  dynamoChanges(dynamo.client, await dynamo.table(), { now: () => NOON + HOUR }),
);
