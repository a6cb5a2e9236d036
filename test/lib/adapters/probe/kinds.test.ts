import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import {
  type CheckDefinition,
  defineMonitor,
  dns,
  domain,
  flow,
  grpc,
  heartbeat,
  http,
  queue,
  status,
  tcp,
  tls,
  udp,
  websocket,
} from 'killdeer';
import { describe, expect, onTestFinished, test } from 'vitest';
import { memoryHeartbeats } from '../../../../lib/adapters/memory/heartbeats.ts';
import { kindProbe } from '../../../../lib/adapters/probe/kinds.ts';
import { type SocketProberOptions, socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Check, Kind } from '../../../../lib/core/check.ts';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import type { Outcome } from '../../../../lib/core/result.ts';
import { DAY } from '../../../../lib/core/time.ts';
import { answerTo, serveDns } from '../dns/name-server.ts';
import { answer, SERVING, serveHttp2 } from '../grpc/servers.ts';
import { fixture, listen, local, serveHttp, serveTcp } from '../servers.ts';
import { serveWebsocket } from '../websocket/servers.ts';

/** A check, and what there must be for it. `open`: the connections that its target still has. */
type Target = {
  readonly definition: CheckDefinition;
  readonly means?: SocketProberOptions;
  open?(): number;
};

/** What passes, and what never says anything. `hung`: what comes of that. */
type Row = {
  passing(): Promise<Target>;
  hanging(): Promise<Target>;
  readonly hung: readonly [outcome: Outcome, kind: string];
};

/** Takes each connection and says nothing. */
const silent = () => serveTcp((socket) => socket.resume());

const never = () => new Promise<never>(() => {});

const ROWS: { readonly [K in Kind]: Row } = {
  dns: {
    async passing() {
      const data = '192.0.2.1';
      const server = await serveDns((query) => [
        answerTo(query, { answers: [{ type: 'A', name: 'shop.example', data }] }),
      ]);
      return { definition: dns('x', { name: 'shop.example', server: `127.0.0.1:${server.port}` }), open: server.open };
    },
    async hanging() {
      const server = await serveDns(() => []);
      const options = { name: 'shop.example', server: `127.0.0.1:${server.port}`, over: 'tcp' } as const;
      return { definition: dns('x', options), open: server.open };
    },
    hung: ['fail', 'timeout'],
  },
  domain: {
    async passing() {
      const eventDate = new Date(Date.now() + 90 * DAY).toISOString();
      const events = [{ eventAction: 'expiration', eventDate }];
      const server = await serveHttp((_, response) =>
        response.end(JSON.stringify({ objectClassName: 'domain', events })),
      );
      return {
        definition: domain('x', { name: 'shop.example', server: `http://127.0.0.1:${server.port}` }),
        open: server.open,
      };
    },
    async hanging() {
      const server = await silent();
      return {
        definition: domain('x', { name: 'shop.example', server: `http://127.0.0.1:${server.port}` }),
        open: server.open,
      };
    },
    hung: ['fail', 'timeout'],
  },
  flow: {
    async passing() {
      const server = await serveHttp((_, response) => response.end('ok'));
      const url = `http://127.0.0.1:${server.port}/`;
      return {
        definition: flow('x', async ({ http: { get }, expect: hold }) => hold(await get(url), status(200))),
        open: server.open,
      };
    },
    async hanging() {
      const server = await silent();
      const url = `http://127.0.0.1:${server.port}/`;
      return {
        definition: flow('x', async ({ http: { get }, expect: hold }) => hold(await get(url), status(200))),
        open: server.open,
      };
    },
    hung: ['fail', 'timeout'],
  },
  grpc: {
    async passing() {
      const { port, open } = await serveHttp2((stream) => answer(stream, SERVING));
      return { definition: grpc('x', { host: '127.0.0.1', port, tls: false }), open };
    },
    async hanging() {
      const { port, open } = await silent();
      return { definition: grpc('x', { host: '127.0.0.1', port, tls: false }), open };
    },
    hung: ['fail', 'timeout'],
  },
  heartbeat: {
    async passing() {
      const heartbeats = memoryHeartbeats();
      await heartbeats.record('x', { type: 'success', at: Date.now() });
      return { definition: heartbeat('x', { period: '1h' }), means: { heartbeats } };
    },
    async hanging() {
      return { definition: heartbeat('x', { period: '1h' }), means: { heartbeats: { read: never } } };
    },
    // That our own table does not answer is no news of the job.
    hung: ['unknown', 'probe'],
  },
  http: {
    async passing() {
      const { port, open } = await serveHttp((_, response) => response.end('ok'));
      return { definition: http('x', { url: `http://127.0.0.1:${port}/` }), open };
    },
    async hanging() {
      const { port, open } = await silent();
      return { definition: http('x', { url: `http://127.0.0.1:${port}/` }), open };
    },
    hung: ['fail', 'timeout'],
  },
  queue: {
    async passing() {
      const read = async () => ({ depth: 0, inFlight: 0, delayed: 0, dead: 0 });
      return { definition: queue('x', { queue: 'orders', region: 'eu-west-1' }), means: { queues: { read } } };
    },
    async hanging() {
      const read = (_: unknown, signal: AbortSignal) =>
        new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return { definition: queue('x', { queue: 'orders', region: 'eu-west-1' }), means: { queues: { read } } };
    },
    hung: ['fail', 'timeout'],
  },
  tcp: {
    async passing() {
      const { port, open } = await serveTcp((socket) => socket.write('220 hello\r\n'));
      return { definition: tcp('x', { host: '127.0.0.1', port, script: [{ expect: /^220/ }] }), open };
    },
    async hanging() {
      const { port, open } = await silent();
      return { definition: tcp('x', { host: '127.0.0.1', port, script: [{ expect: /^220/ }] }), open };
    },
    hung: ['fail', 'timeout'],
  },
  tls: {
    async passing() {
      const { port, open } = await listen(
        createTlsServer({ key: fixture('valid.key'), cert: fixture('valid.pem') }, (socket) =>
          socket.resume().on('error', () => {}),
        ),
      );
      return { definition: tls('x', { host: 'localhost', port, ca: fixture('ca.pem') }), open };
    },
    async hanging() {
      const { port, open } = await silent();
      return { definition: tls('x', { host: 'localhost', port, ca: fixture('ca.pem') }), open };
    },
    hung: ['fail', 'timeout'],
  },
  udp: {
    async passing() {
      const port = await serveUdp(true);
      return { definition: udp('x', { host: '127.0.0.1', port, send: 'ping' }) };
    },
    async hanging() {
      const port = await serveUdp(false);
      return { definition: udp('x', { host: '127.0.0.1', port, send: 'ping' }) };
    },
    hung: ['fail', 'timeout'],
  },
  websocket: {
    async passing() {
      const { port, open } = await serveWebsocket(() => {});
      return { definition: websocket('x', { url: `ws://127.0.0.1:${port}/` }), open };
    },
    async hanging() {
      const { port, open } = await silent();
      return { definition: websocket('x', { url: `ws://127.0.0.1:${port}/` }), open };
    },
    hung: ['fail', 'timeout'],
  },
};

const KINDS = Object.keys(ROWS) as readonly Kind[];

/** Echoes datagrams, or swallows them. */
async function serveUdp(answers: boolean): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, { port, address }) => answers && socket.send(bytes, port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket.address().port;
}

/** The one check of a monitor, as the probe gets it, with one attempt of so many milliseconds. */
function compiled(definition: CheckDefinition, timeoutMs: number): Check {
  const base = { name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [] };
  const [check] = compileMonitor(defineMonitor({ ...base, checks: [definition] })).checks;
  if (check === undefined) throw new Error('no check');
  return { ...check, timeoutMs, retry: [] };
}

const resources = () =>
  process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|TLSWrap|UDPWrap)$/.test(name)).length;

describe.each(KINDS)('a check of kind %s', (kind) => {
  test('passes where its target is well, and leaves nothing open', async () => {
    // What a kind loads is loaded before it is timed.
    await kindProbe({ kind } as Check);
    const { definition, means, open = () => 0 } = await ROWS[kind].passing();
    const before = resources();
    const result = await socketProber(means).probe(compiled(definition, 3_000), local);
    expect(result.outcome, result.failure?.message).toBe('pass');
    await expect.poll(open, { interval: 5 }).toBe(0);
    await expect.poll(resources, { interval: 5 }).toBeLessThanOrEqual(before);
  });

  test('ends in time where its target says nothing, and leaves nothing open', async () => {
    const { definition, means, open = () => 0 } = await ROWS[kind].hanging();
    const before = resources();
    const startedAt = performance.now();
    const { outcome, failure } = await socketProber(means).probe(compiled(definition, 200), local);
    const took = performance.now() - startedAt;
    expect([outcome, failure?.kind], failure?.message).toEqual(ROWS[kind].hung);
    expect(took).toBeLessThan(300);
    await expect.poll(open, { interval: 5 }).toBe(0);
    await expect.poll(resources, { interval: 5 }).toBeLessThanOrEqual(before);
  });
});

test('no kind, and no library of a protocol, is loaded before a check of it runs', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { kindProbe } = await import('./lib/adapters/probe/kinds.ts');
    await import('./lib/adapters/probe/prober.ts');
    const before = loaded.splice(0);
    const after = {};
    for (const kind of ${JSON.stringify(KINDS)}) {
      await kindProbe({ kind });
      after[kind] = loaded.splice(0);
    }
    console.log(JSON.stringify({ before, after }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const { before, after } = JSON.parse(stdout) as { before: string[]; after: Record<Kind, string[]> };
  const heavy = /node_modules\/(ws|dns-packet|tough-cookie|aws4fetch|@aws-sdk|@peculiar|ajv|undici)\/|node:http2/;
  expect(before.length).toBeGreaterThan(10);
  expect(before.filter((url) => heavy.test(url))).toEqual([]);
  for (const kind of KINDS) {
    expect(before.filter((url) => url.includes(`/lib/adapters/${kind}/probe-`))).toEqual([]);
    expect(
      after[kind]?.some((url) => url.endsWith(`/lib/adapters/${kind}/probe-${kind}.ts`)),
      kind,
    ).toBe(true);
  }
  const loadedBy = (what: RegExp) => KINDS.filter((kind) => after[kind]?.some((url) => what.test(url)));
  expect(loadedBy(/node_modules\/ws\//)).toEqual(['websocket']);
  expect(loadedBy(/node_modules\/(@peculiar|ajv|@aws-sdk|undici)\//)).toEqual([]);
});
