import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { FrameStore } from '../../app/ports.ts';
import { decodeResults } from '../../core/frame-codec.ts';
import { NEWEST_AMONG, padSlot } from '../../core/frame-key.ts';
import { type Frame, type RunKind, tellsSomething } from '../../core/result.ts';
import { frameItem } from './frame-item.ts';
import { type Item, queryAll, text } from './query.ts';

/** Frames in the results table. */
export function dynamoFrames(client: DynamoDBClient, table: string): FrameStore {
  const range = (key: string, slot: number) => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': { S: key }, ':from': { S: padSlot(slot) } },
  });

  return {
    async put(frame) {
      const command = new PutItemCommand({
        TableName: table,
        Item: frameItem(frame),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      try {
        await client.send(command);
        return 'stored';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'duplicate';
        throw error;
      }
    },
    async since(key, slot) {
      return (await queryAll(client, range(key, slot))).map(frameOf);
    },
    async between(key, from, to) {
      // DynamoDB takes no range that ends before it begins.
      if (to <= from) return [];
      const items = await queryAll(client, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // A sort key goes on after its slot, so none of slot `to` is within.
        ExpressionAttributeValues: { ':pk': { S: key }, ':from': { S: padSlot(from) }, ':to': { S: padSlot(to) } },
      });
      return items.map(frameOf);
    },
    async newest(key, slot, endedBy = Number.POSITIVE_INFINITY) {
      const command = new QueryCommand({
        ...range(key, slot),
        ScanIndexForward: false,
        Limit: NEWEST_AMONG,
        ProjectionExpression: 'pk, sk, #t, startedAt, endedAt, results',
        ExpressionAttributeNames: { '#t': 't' },
      });
      const { Items: items = [] } = await client.send(command);
      const isTelling = (item: Item): boolean =>
        text(item, 't') === 'frame' &&
        Number(text(item, 'endedAt')) <= endedBy &&
        tellsSomething(decodeResults(text(item, 'results')));
      const scheduled = items.filter(isTelling).reverse();
      return new Map(
        scheduled.map((item) => {
          const { region, slot } = identityOf(item);
          return [region, { slot, startedAt: Number(text(item, 'startedAt')) }];
        }),
      );
    },
  };
}

function frameOf(item: Item): Frame {
  return {
    ...identityOf(item),
    startedAt: Number(text(item, 'startedAt')),
    endedAt: Number(text(item, 'endedAt')),
    run: text(item, 'run') as RunKind,
    results: decodeResults(text(item, 'results')),
  };
}

/** What `frameSortKey` put into the key. A part stands alone behind the region, a burst's `<by>#<n>` comes before it. */
function identityOf(item: Item): Pick<Frame, 'key' | 'slot' | 'region' | 'burst' | 'part'> {
  const [slot, region = '', ...rest] = text(item, 'sk').split('#');
  const [by, n] = rest.length >= 2 ? rest : [];
  const part = rest.length % 2 === 1 ? rest.at(-1) : undefined;
  return {
    key: text(item, 'pk'),
    slot: Number(slot),
    region,
    ...(by !== undefined && { burst: { by, n: Number(n) } }),
    ...(part !== undefined && { part: Number(part) }),
  };
}
