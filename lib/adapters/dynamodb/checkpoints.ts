import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { CheckpointStore } from '../../app/ports.ts';
import { decodeSeries, encodeSeries } from '../../core/series-codec.ts';
import { queryAll, text } from './query.ts';

/** Checkpoints in the results table: one item per shard and region. They have no expiry: one replaces the other. */
export function dynamoCheckpoints(client: DynamoDBClient, table: string): CheckpointStore {
  return {
    async load(shard) {
      const items = await queryAll(client, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `CHECKPOINT#${shard}` } },
      });
      return items.map((item) => ({
        shard,
        region: text(item, 'sk'),
        slot: Number(text(item, 'slot')),
        series: decodeSeries(text(item, 'series')),
      }));
    },
    async save({ shard, region, slot, series }) {
      const command = new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: `CHECKPOINT#${shard}` },
          sk: { S: region },
          slot: { N: String(slot) },
          series: { S: encodeSeries(series) },
        },
        ConditionExpression: 'attribute_not_exists(pk) OR #slot < :slot',
        ExpressionAttributeNames: { '#slot': 'slot' },
        ExpressionAttributeValues: { ':slot': { N: String(slot) } },
      });
      try {
        await client.send(command);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
