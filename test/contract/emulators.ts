import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: {
  createTableMs: number;
  deleteTableMs: number;
}) => Server;

export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export type DynamoEmulator = {
  readonly client: DynamoDBClient;
  /** A new table with the keys that both tables have, and the index of the control table. */
  table(): Promise<string>;
  readonly address: string;
  /** Makes, or drops, the tables that it was started with. */
  makeTables(): Promise<void>;
  dropTables(): Promise<void>;
  close(): Promise<void>;
};

/** DynamoDB in memory on a free port, with these tables. */
export async function startDynamo(names: readonly string[] = []): Promise<DynamoEmulator> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const address = `http://127.0.0.1:${await listen(server)}`;
  const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: address, credentials });
  // It is made in the background; until then it is not found.
  const make = async (name: string) => {
    await client.send(createTable(name));
    await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 10 }, { TableName: name });
  };
  const makeTables = async () => {
    for (const name of names) await make(name);
  };
  await makeTables();
  let tables = 0;
  return {
    client,
    address,
    makeTables,
    async dropTables() {
      for (const name of names) await client.send(new DeleteTableCommand({ TableName: name }));
    },
    async table() {
      tables += 1;
      const name = `table-${tables}`;
      await make(name);
      return name;
    },
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts to listen on a free loopback port and gives it. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function createTable(name: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'open', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'open', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
}
