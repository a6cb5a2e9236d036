import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Every item of a query, page after page. */
export async function queryAll(client: DynamoDBClient, input: QueryCommandInput): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: from }));
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

/** A string or number attribute as text. Throws when the item lacks it: somebody else wrote it. */
export function text(item: Item, name: string): string {
  const value = item[name]?.S ?? item[name]?.N;
  if (value === undefined) throw new Error(`the item ${item.pk?.S} / ${item.sk?.S} has no attribute ${name}`);
  return value;
}
