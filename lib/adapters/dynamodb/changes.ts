import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ChangeLedger, Clock } from '../../app/ports.ts';
import type { Change } from '../../core/change.ts';
import { DAY, formatInstant, SECOND } from '../../core/time.ts';
import { queryAll, text } from './query.ts';

/** How long a change is kept. */
const CHANGE_LIFE_MS = 90 * DAY;

/** Most days that are read: one query each. */
const MOST_DAYS = 32;

/** The ledger in the control table: `CHANGE#<day>` / `<instant>#<words>`. */
export function dynamoChanges(client: DynamoDBClient, table: string, clock: Pick<Clock, 'now'>): ChangeLedger {
  return {
    async record(change) {
      const item = {
        pk: { S: keyOf(change.at) },
        sk: { S: `${formatInstant(change.at)}#${change.what}` },
        change: { S: JSON.stringify(change) },
        ttl: { N: String(Math.floor((change.at + CHANGE_LIFE_MS) / SECOND)) },
      };
      await client.send(new PutItemCommand({ TableName: table, Item: item }));
    },
    async since(from) {
      const now = clock.now();
      const found: Change[] = [];
      for (let at = Math.max(from, now - (MOST_DAYS - 1) * DAY); ; at += DAY) {
        const items = await queryAll(client, {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk >= :sk',
          ExpressionAttributeValues: { ':pk': { S: keyOf(at) }, ':sk': { S: formatInstant(from) } },
        });
        found.push(...items.map((item) => JSON.parse(text(item, 'change')) as Change));
        if (keyOf(at) >= keyOf(now)) return found;
      }
    },
  };
}

function keyOf(at: number): string {
  return `CHANGE#${formatInstant(at).slice(0, 10)}`;
}
