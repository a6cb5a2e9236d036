import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoDeliveries } from '../../lib/adapters/dynamodb/deliveries.ts';
import { memoryDeliveries } from '../../lib/adapters/memory/deliveries.ts';
import type { Delivery, DeliveryLedger } from '../../lib/app/ports.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

function delivery(id: string, at: number, more: Partial<Delivery> = {}): Delivery {
  const what = { type: 'notice', outcome: 'done', detail: 'sent', attempts: 1 } as const;
  return { id, lane: 'i1/sns', incident: 'i1', owedAt: at - 5, at, ...what, ...more };
}

function deliveryLedgerContract(name: string, make: () => Promise<DeliveryLedger>): void {
  describe(`deliveries in ${name}`, () => {
    let ledger: DeliveryLedger;
    beforeEach(async () => {
      ledger = await make();
    });

    test('of an incident are listed in order of time', async () => {
      const early = delivery('i1/zulu/sns', 100);
      const late = delivery('i1/alpha/sns', 200);
      for (const one of [late, early, delivery('i2/open/sns', 150, { incident: 'i2' })]) await ledger.record(one);
      expect(await ledger.list('i1')).toEqual([early, late]);
      expect(await ledger.list('i3')).toEqual([]);
    });

    test('are one entry per effect however often they are recorded', async () => {
      await ledger.record(delivery('i1/open/sns', 100));
      await ledger.record(delivery('i1/open/sns', 100));
      await ledger.record(delivery('i1/open/sns', 120, { attempts: 2 }));
      expect(await ledger.list('i1')).toEqual([delivery('i1/open/sns', 120, { attempts: 2 })]);
    });

    test('of no incident stand in no incident’s list', async () => {
      const { incident: _, ...orphan } = delivery('home/7/burst', 100);
      await ledger.record(orphan);
      expect(await ledger.list('i1')).toEqual([]);
    });
  });
}

deliveryLedgerContract('memory', async () => memoryDeliveries());

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());
deliveryLedgerContract('DynamoDB', async () => dynamoDeliveries(dynamo.client, await dynamo.table()));
