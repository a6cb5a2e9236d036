import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Heartbeats } from '../../app/ports.ts';
import type { HeartbeatReport } from '../../core/heartbeat.ts';
import { heartbeatKey, heartbeatState } from './heartbeat-item.ts';

const FIELDS = { start: 'startedAt', success: 'succeededAt', fail: 'failedAt' } as const;

/** Heartbeats in the control table, `HEARTBEAT#<check>`: one item each, without a time to live. */
export function dynamoHeartbeats(client: DynamoDBClient, table: string): Heartbeats {
  return {
    async read(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: heartbeatKey(id), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      return heartbeatState(Item);
    },
    async record(id, report) {
      try {
        await client.send(new UpdateItemCommand({ TableName: table, Key: heartbeatKey(id), ...updateOf(report) }));
      } catch (error) {
        // A newer one of its sort is there already.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

/** Sets the time of the report's sort, and what belongs to it; takes away what the report does not say. */
function updateOf({ type, at, durationMs, message }: HeartbeatReport) {
  const told = {
    ...(type === 'start' ? {} : { durationMs: durationMs === undefined ? undefined : { N: String(durationMs) } }),
    ...(type === 'fail' ? { message: message === undefined ? undefined : { S: message } } : {}),
  };
  const set = Object.entries(told).filter(([, value]) => value !== undefined) as [string, AttributeValue][];
  const gone = Object.entries(told).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const sets = ['#at = :at', ...set.map(([name]) => `#${name} = :${name}`)].join(', ');
  const removes = gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`;
  return {
    UpdateExpression: `SET ${sets}${removes}`,
    ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
    ExpressionAttributeNames: {
      '#at': FIELDS[type],
      ...Object.fromEntries(Object.keys(told).map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':at': { N: String(at) },
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    },
  };
}
