import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { IncidentArchive } from '../../app/ports.ts';
import type { IncidentEvent, IncidentSummary } from '../../core/incident-event.ts';
import { type Item, queryAll, text } from './query.ts';

/** Digits of a number in a sort key, so that text order is the order of numbers. */
const pad = (n: number, digits: number): string => String(n).padStart(digits, '0');

/**
 * The archive in the control table: `INCIDENT#<id>` with one item per event and one summary, and a copy of the summary
 * under `INCIDENTS`, by the instant of its end, for the list.
 */
export function dynamoArchive(client: DynamoDBClient, table: string): IncidentArchive {
  const put = (pk: string, sk: string, body: Item): Promise<unknown> =>
    client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk: { S: sk }, ...body } }));

  return {
    async append(incident, events, summary) {
      const pk = `INCIDENT#${incident}`;
      await Promise.all(events.map((event) => put(pk, `EVENT#${pad(event.n, 6)}`, { event: json(event) })));
      if (summary === undefined) return;
      await put(pk, 'SUMMARY', { summary: json(summary) });
      // Last, so that what the list names can be read.
      await put('INCIDENTS', `${pad(summary.resolvedAt, 13)}#${summary.id}`, { summary: json(summary) });
    },
    async read(incident) {
      const items = await queryAll(client, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `INCIDENT#${incident}` } },
      });
      const summary = items.find((item) => text(item, 'sk') === 'SUMMARY');
      const events = items.filter((item) => item !== summary).map((item) => JSON.parse(text(item, 'event')));
      return {
        events: events as IncidentEvent[],
        ...(summary && { summary: JSON.parse(text(summary, 'summary')) as IncidentSummary }),
      };
    },
    async list(limit) {
      const newest = new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'INCIDENTS' } },
        ScanIndexForward: false,
        Limit: limit,
      });
      const { Items: items = [] } = await client.send(newest);
      return items.map((item) => JSON.parse(text(item, 'summary')) as IncidentSummary);
    },
  };
}

function json(value: unknown): { S: string } {
  return { S: JSON.stringify(value) };
}
