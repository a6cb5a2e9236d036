import { Agent, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import type { TableDeclaration } from '../assembly/declarations.ts';

/** What dynalite answered. */
export type TableAnswer = { readonly status: number; readonly json: Record<string, unknown> };

/** The table engine: in memory, or in a folder. */
export type TableEngine = {
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<TableAnswer>;
  stop(): Promise<void>;
};

/** dynalite looks at the form of a signature, not at the signature. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
} as const;

/** Starts dynalite on a free port of the loopback. Throws when another process has the folder open. */
export async function startTableEngine(folder?: string): Promise<TableEngine> {
  const server = dynalite({ ...(folder !== undefined && { path: folder }), createTableMs: 0 });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const open = new Set<Promise<unknown>>();
  let stopped = false;
  return {
    call(operation, input) {
      if (stopped) return Promise.reject(new Error('the local cloud stopped'));
      const call = post(agent, port, operation, JSON.stringify(input)).finally(() => open.delete(call));
      open.add(call);
      return call;
    },
    async stop() {
      stopped = true;
      // dynalite throws where nobody can catch it when its database closes under a call.
      await Promise.allSettled(open);
      agent.destroy();
      await close(server);
    },
  };
}

function post(agent: Agent, port: number, operation: string, body: string): Promise<TableAnswer> {
  return new Promise((done, fail) => {
    const headers = {
      ...HEADERS,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'content-length': Buffer.byteLength(body),
    };
    const sent = request({ agent, port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        done({ status: response.statusCode ?? 500, json: JSON.parse(Buffer.concat(chunks).toString() || '{}') });
      });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.close((error?: Error | null) => (error ? fail(error) : done()));
    server.closeAllConnections();
  });
}

/** dynalite has one name space for all regions. */
export function engineName(region: string, table: string): string {
  return `${region}.${table}`;
}

/** Makes a table, unless an earlier run made it in the same folder, and waits until it takes items. */
export async function createTable(engine: TableEngine, { region, name, definition }: TableDeclaration): Promise<void> {
  const TableName = engineName(region, name);
  const made = await engine.call('CreateTable', { ...definition, TableName });
  if (made.status !== 200 && !String(made.json.__type).endsWith('ResourceInUseException')) {
    throw new Error(`the table ${name} was not made: ${JSON.stringify(made.json)}`);
  }
  for (;;) {
    const { json } = await engine.call('DescribeTable', { TableName });
    if ((json.Table as { TableStatus?: string } | undefined)?.TableStatus === 'ACTIVE') return;
    await new Promise((done) => setTimeout(done, 2));
  }
}
