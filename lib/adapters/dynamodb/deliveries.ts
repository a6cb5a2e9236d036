import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery, DeliveryLedger } from '../../app/ports.ts';
import { DAY, SECOND } from '../../core/time.ts';
import { queryAll, text } from './query.ts';

/** How long a delivery is kept. */
const DELIVERY_LIFE_MS = 90 * DAY;

/** The ledger in the control table: `DELIVERY#<incident>`, `-` for what belongs to none. */
export function dynamoDeliveries(client: DynamoDBClient, table: string): DeliveryLedger {
  return {
    async record(delivery) {
      const item = {
        pk: { S: `DELIVERY#${delivery.incident ?? '-'}` },
        sk: { S: delivery.id },
        delivery: { S: JSON.stringify(delivery) },
        ttl: { N: String(Math.floor((delivery.at + DELIVERY_LIFE_MS) / SECOND)) },
      };
      await client.send(new PutItemCommand({ TableName: table, Item: item }));
    },
    async list(incident) {
      const items = await queryAll(client, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `DELIVERY#${incident}` } },
      });
      const deliveries = items.map((item) => JSON.parse(text(item, 'delivery')) as Delivery);
      return deliveries.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
  };
}
