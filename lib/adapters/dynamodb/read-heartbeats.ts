import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Heartbeats } from '../../app/ports.ts';
import type { AwsCaller } from '../aws/aws-caller.ts';
import { heartbeatKey, heartbeatState } from './heartbeat-item.ts';

type Answer = { readonly Item?: Readonly<Record<string, AttributeValue>> };

/** Heartbeats as the probe uses them: it only reads, and without the SDK. */
export function readHeartbeats(call: AwsCaller, region: string, table: string): Pick<Heartbeats, 'read'> {
  return {
    async read(id) {
      const input = { TableName: table, Key: heartbeatKey(id), ConsistentRead: true };
      const answer = await call({ service: 'dynamodb', region, target: 'DynamoDB_20120810.GetItem', input });
      const { Item } = answer as Answer;
      return Item === undefined ? undefined : heartbeatState(Item);
    },
  };
}
