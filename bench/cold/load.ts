import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { encodeFrame } from '../../lib/core/frame-codec.ts';
import type { RegionMessage } from '../../lib/core/message.ts';
import { VARIABLES } from '../../lib/environment.ts';

/** CPU milliseconds of one start, all threads together. `firstWrite`: of the first invocation, which writes one frame. */
export type ColdStart = { readonly load: number; readonly firstWrite?: number; readonly undici: boolean };

const SCRIPT = `
const spent = (since) => { const { user, system } = process.cpuUsage(since); return (user + system) / 1000; };
(async () => {
  let before = process.cpuUsage();
  const { handler } = require(process.argv[1]);
  const load = spent(before);
  if (typeof handler !== 'function') throw new Error('no handler');
  const undici = process.moduleLoadList.some((name) => name.includes('undici'));
  if (process.argv[2] === '') return { load, undici };
  before = process.cpuUsage();
  const log = console.log;
  console.log = () => {};
  const answer = await handler(JSON.parse(process.argv[2]), { awsRequestId: '1' });
  console.log = log;
  if (answer?.batchItemFailures?.length > 0) throw new Error('the first write failed');
  return { load, firstWrite: spent(before), undici };
})().then((cold) => { console.log(JSON.stringify(cold)); process.exit(); }, (error) => { console.error(error); process.exit(1); });
`;

/** What stands in for DynamoDB: takes everything that is signed. */
export type Store = { readonly endpoint: string; readonly writes: () => number; stop(): void };

export async function startStore(): Promise<Store> {
  let writes = 0;
  const server = createServer(async (request, response) => {
    await text(request);
    const isSigned = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256') === true;
    if (isSigned && request.headers['x-amz-target'] === 'DynamoDB_20120810.PutItem') writes += 1;
    response.writeHead(isSigned ? 200 : 403, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    writes: () => writes,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Loads a bundle in a fresh process; with a store, it also brings one frame there. */
export async function coldStart(file: string, store?: Store): Promise<ColdStart> {
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    [VARIABLES.monitor]: 'bench',
    [VARIABLES.home]: 'eu-west-1',
    [VARIABLES.account]: '123456789012',
    ...(store !== undefined && { AWS_ENDPOINT_URL: store.endpoint }),
  };
  const event = store === undefined ? '' : JSON.stringify(spooled());
  const child = spawn(process.execPath, ['-e', SCRIPT, file, event], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const answer = await text(child.stdout);
  return JSON.parse(answer.trim().split('\n').at(-1) ?? '') as ColdStart;
}

/** A frame of fifty results that has waited in the queue: the shortest way to a write. */
function spooled() {
  const result = {
    outcome: 'pass',
    total: 61.234,
    phases: { dns: 1.1, tcp: 9.2, tls: 21.3, firstByte: 28.4 },
  } as const;
  const results = Array.from({ length: 50 }, (_, i) => ({ ...result, id: `check-${i}`, attempts: 1, status: 200 }));
  const slot = Date.now();
  const head = { key: 'FRAME#bench', region: 'eu-west-1', run: 'scheduled' } as const;
  const frame = encodeFrame({ ...head, slot, startedAt: slot, endedAt: slot, results });
  const message: RegionMessage = { type: 'spool', frame, since: slot };
  return { Records: [{ messageId: '1', body: JSON.stringify(message) }] };
}
