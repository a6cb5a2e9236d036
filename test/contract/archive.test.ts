import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoArchive } from '../../lib/adapters/dynamodb/archive.ts';
import { memoryArchive } from '../../lib/adapters/memory/archive.ts';
import type { IncidentArchive } from '../../lib/app/ports.ts';
import type { IncidentEvent, IncidentSummary } from '../../lib/core/incident-event.ts';
import { type DynamoEmulator, startDynamo } from './emulators.ts';

function event(n: number): IncidentEvent {
  return { n, at: 1_000 + n, type: 'restore-step', text: `step ${n}`, data: { allow: n } };
}

function summary(id: string, resolvedAt: number): IncidentSummary {
  const evidence = { rule: '2 of 2', votes: [] };
  const times = { firstFailureAt: 1, openedAt: 2, resolvedAt };
  return { id, check: 'home', monitor: 'shop', ended: 'resolved', retrips: 0, evidence, ...times };
}

function incidentArchiveContract(name: string, make: () => Promise<IncidentArchive>): void {
  describe(`the archive in ${name}`, () => {
    let archive: IncidentArchive;
    beforeEach(async () => {
      archive = await make();
    });

    test('gives the events of an incident in the order of their numbers, however they came', async () => {
      await archive.append('i1', [event(10), event(9)]);
      await archive.append('i1', [event(1), event(2)]);
      await archive.append('i2', [event(3)]);
      expect(await archive.read('i1')).toEqual({ events: [event(1), event(2), event(9), event(10)] });
      expect(await archive.read('unknown')).toEqual({ events: [] });
    });

    test('takes the same events and summary again without a second copy', async () => {
      for (let times = 0; times < 2; times += 1) await archive.append('i1', [event(0)], summary('i1', 50));
      expect(await archive.read('i1')).toEqual({ events: [event(0)], summary: summary('i1', 50) });
      expect(await archive.list(10)).toEqual([summary('i1', 50)]);
    });

    test('lists what is over, newest first, as many as were asked for', async () => {
      await archive.append('open', [event(0)]);
      for (const [id, at] of [['a', 900] as const, ['b', 1_000] as const, ['c', 20] as const]) {
        await archive.append(id, [], summary(id, at));
      }
      expect((await archive.list(10)).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
      expect((await archive.list(2)).map(({ id }) => id)).toEqual(['b', 'a']);
    });
  });
}

incidentArchiveContract('memory', async () => memoryArchive());

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());
incidentArchiveContract('DynamoDB', async () => dynamoArchive(dynamo.client, await dynamo.table()));
