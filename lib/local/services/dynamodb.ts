import type { TableDeclaration } from '../assembly/declarations.ts';
import { type Answer, jsonAnswer, jsonError, type ServiceCall } from './answer.ts';
import { engineName, type TableEngine } from './dynalite-server.ts';
import { type TableChange, tableWriter } from './table-writes.ts';

type TableInput = Record<string, unknown> & { readonly TableName: string };

const READS: ReadonlySet<string> = new Set(['GetItem', 'Query', 'Scan', 'DescribeTable', 'DescribeTimeToLive']);
const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/** A DynamoDB endpoint for all regions. Answers undefined to an operation that is not known here. */
export type DynamoService = {
  handle(call: ServiceCall): Promise<Answer | undefined>;
  /** The ARNs that a call touches, for the record. */
  resources(call: ServiceCall, account: string): readonly string[];
  /** What the partition key of the item that a call names begins with. */
  leadingKeys(call: ServiceCall): readonly string[] | undefined;
};

/** Serves the declared tables; `changed` hears every write that changed something, in order per table. */
export function dynamoService(
  engine: TableEngine,
  tables: readonly TableDeclaration[],
  changed: (change: TableChange) => void,
): DynamoService {
  const keys = new Map(
    tables.map(({ region, name, definition }) => {
      const schema = definition.KeySchema as readonly { AttributeName: string }[];
      return [engineName(region, name), schema.map(({ AttributeName }) => AttributeName)];
    }),
  );
  const keysOf = (region: string, table: string): readonly string[] => keys.get(engineName(region, table)) ?? [];
  const write = tableWriter(engine, keysOf, changed);

  return {
    async handle({ region, operation, body }) {
      const input = JSON.parse(body) as TableInput;
      if (operation === 'BatchGetItem') return batchGet(engine, region, input);
      if (operation === 'BatchWriteItem') return batchWrite(write, region, input);
      if (!READS.has(operation) && !WRITES.has(operation)) return undefined;
      const named = { ...input, TableName: tableName(input.TableName) };
      if (!keys.has(engineName(region, named.TableName))) return notFound(region, named.TableName);
      const { status, json } = WRITES.has(operation)
        ? await write(operation, named, region)
        : await engine.call(operation, { ...named, TableName: engineName(region, named.TableName) });
      return jsonAnswer(status, restore(json, region));
    },
    resources({ region, body }, account) {
      const input = JSON.parse(body) as Record<string, unknown>;
      const arn = (table: string): string => `arn:aws:dynamodb:${region}:${account}:table/${tableName(table)}`;
      if (typeof input.TableName === 'string') {
        const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
        return [arn(input.TableName) + index];
      }
      return Object.keys((input.RequestItems ?? {}) as object).map(arn);
    },
    leadingKeys({ body }) {
      type Item = { readonly pk?: { readonly S?: string } };
      const { Key, Item } = JSON.parse(body) as { readonly Key?: Item; readonly Item?: Item };
      const key = (Key ?? Item)?.pk?.S;
      return key === undefined ? undefined : [key.replace(/#.*$/s, '#')];
    },
  };
}

async function batchGet(engine: TableEngine, region: string, input: Record<string, unknown>): Promise<Answer> {
  const named = Object.entries(input.RequestItems as Record<string, unknown>).map(([table, keys]) => [
    engineName(region, tableName(table)),
    keys,
  ]);
  const { status, json } = await engine.call('BatchGetItem', { ...input, RequestItems: Object.fromEntries(named) });
  return jsonAnswer(status, restore(json, region));
}

async function batchWrite(
  write: (operation: string, input: TableInput, region: string) => Promise<{ status: number; json: object }>,
  region: string,
  input: Record<string, unknown>,
): Promise<Answer> {
  type Request = { PutRequest?: object; DeleteRequest?: object };
  for (const [table, requests] of Object.entries(input.RequestItems as Record<string, readonly Request[]>)) {
    for (const { PutRequest, DeleteRequest } of requests) {
      const operation = PutRequest === undefined ? 'DeleteItem' : 'PutItem';
      const one = { ...(PutRequest ?? DeleteRequest), TableName: tableName(table) };
      const { status, json } = await write(operation, one, region);
      if (status !== 200) return jsonAnswer(status, json);
    }
  }
  return jsonAnswer(200, { UnprocessedItems: {} });
}

function notFound(region: string, table: string): Answer {
  const code = 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
  return jsonError(code, `Requested resource not found: no table ${table} in ${region}`);
}

/** A table may be named by its ARN. */
function tableName(nameOrArn: string): string {
  return nameOrArn.includes(':table/') ? (nameOrArn.split('/')[1] ?? nameOrArn) : nameOrArn;
}

/** The answer with the engine's table names turned back: as keys of batches, and as `TableName` of anything. */
function restore(json: unknown, region: string): unknown {
  const prefix = engineName(region, '');
  const strip = (text: string): string => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
  const top = json as Record<string, unknown>;
  const result: Record<string, unknown> = { ...top };
  for (const name of ['Responses', 'UnprocessedKeys']) {
    const tables = top[name];
    if (typeof tables !== 'object' || tables === null) continue;
    result[name] = Object.fromEntries(Object.entries(tables).map(([table, value]) => [strip(table), value]));
  }
  for (const name of ['Table', 'ConsumedCapacity']) {
    const inner = top[name] as Record<string, unknown> | undefined;
    if (typeof inner?.TableName === 'string') result[name] = { ...inner, TableName: strip(inner.TableName) };
  }
  return result;
}
