import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Aggregate, AggregateKey, AggregateStore, AggregateWrite, Clock } from '../../app/ports.ts';
import { formatInstant } from '../../core/time.ts';
import { queryAll, text } from './query.ts';

/** Stands in `dueAt` where nothing is due by time: the index needs a number. The year 2286. */
const NEVER = 9_999_999_999_999;

const keyOf = (key: AggregateKey) => ({ pk: { S: key }, sk: { S: 'STATE' } });

/** Aggregates in the control table. The string `wake` lets a write through the stream's filter. */
export function dynamoAggregates(client: DynamoDBClient, table: string, clock: Pick<Clock, 'now'>): AggregateStore {
  return {
    async load<State extends Aggregate>(key: AggregateKey) {
      const command = new GetItemCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true });
      const { Item: item } = await client.send(command);
      if (item === undefined) return undefined;
      return { state: JSON.parse(text(item, 'state')) as State, version: Number(text(item, 'version')) };
    },
    async save<State extends Aggregate>(write: AggregateWrite<State>) {
      const { key, state, version, wake, open, dueAt } = write;
      const condition =
        version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :read',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':read': { N: String(version) } },
            };
      const item = {
        ...keyOf(key),
        version: { N: String(version + 1) },
        state: { S: JSON.stringify(state) },
        ...(wake && { wake: { S: formatInstant(clock.now()) } }),
        ...(open && { open: { S: '1' }, dueAt: { N: String(dueAt ?? NEVER) } }),
      };
      const command = new PutItemCommand({ TableName: table, Item: item, ...condition });
      return unlessConditionFails(() => client.send(command).then(() => 'saved' as const), 'conflict');
    },
    async listOpen() {
      const items = await queryAll(client, {
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: '#open = :one',
        ProjectionExpression: 'pk, sk, dueAt',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':one': { S: '1' } },
      });
      return items.map((item) => {
        const key = text(item, 'pk') as AggregateKey;
        const dueAt = Number(text(item, 'dueAt'));
        return dueAt === NEVER ? { key } : { key, dueAt };
      });
    },
    async wake(key, at) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(key),
        UpdateExpression: 'SET #wake = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#wake': 'wake' },
        ExpressionAttributeValues: { ':at': { S: formatInstant(at) } },
      });
      await unlessConditionFails(() => client.send(command).then(() => undefined), undefined);
    },
  };
}

async function unlessConditionFails<T, U>(write: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return otherwise;
    throw error;
  }
}
