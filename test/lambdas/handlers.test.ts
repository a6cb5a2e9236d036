import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { naming } from '../../lib/core/naming.ts';
import { type DynamoEmulator, listen, startDynamo } from '../contract/emulators.ts';
import { bundle, type Handler, load, NOUNS, type Noun } from './bundles.ts';

const ACCOUNT = '000000000000';
const HOME = 'eu-west-1';
const SHARD = /^10s\./;

const handlers = {} as Record<Noun, Handler>;
let folder: string;
let target: Server;
let queues: Awaited<ReturnType<typeof startFauxqs>>;
let dynamo: DynamoEmulator;
let lines: Record<string, unknown>[] = [];

/** The bundled handlers, as they run in Lambda, against the emulators and a target that always answers 503. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killdeer-handlers-'));
  target = createServer((_request, response) => response.writeHead(503).end('down'));
  queues = await startFauxqs({ port: 0, logger: false, defaultRegion: HOME });
  queues.createQueue(naming.probeQueue('fixture'));
  queues.createQueue(naming.homeQueue('fixture'));
  queues.createQueue('notices');
  queues.createTopic(naming.noticeTopic('fixture', 'critical'));
  queues.subscribe({ topic: naming.noticeTopic('fixture', 'critical'), queue: 'notices' });
  dynamo = await startDynamo([naming.resultsTable('fixture'), naming.controlTable('fixture')]);
  const variables = {
    KILLDEER_MONITOR: 'fixture',
    KILLDEER_HOME: HOME,
    KILLDEER_ACCOUNT: ACCOUNT,
    AWS_REGION: HOME,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: queues.address,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.address,
    FIXTURE_TARGET: `http://127.0.0.1:${await listen(target)}/`,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  for (const noun of NOUNS) handlers[noun] = load((await bundle(noun, folder)).path);
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  target.close().closeAllConnections();
  await queues.stop();
  await dynamo.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const invoke = (noun: Noun, event: unknown) => handlers[noun](event, { awsRequestId: 'request-1' });
const sqs = (...messages: unknown[]) => ({
  Records: messages.map((message, n) => ({ messageId: `m${n}`, body: JSON.stringify(message) })),
});
const stream = (...keys: string[]) => ({
  Records: keys.map((key, n) => ({ dynamodb: { Keys: { pk: { S: key } }, SequenceNumber: String(100 + n) } })),
});
const waiting = (queue: string) => {
  const { ready = [], delayed = [] } = queues.inspectQueue(queue)?.messages ?? {};
  return [...ready, ...delayed].map(({ body }) => JSON.parse(body));
};
const NOTHING_FAILED = { batchItemFailures: [] };

describe('the handlers, bundled', () => {
  let shard = '';

  test('probe plans a minute: one delayed message per slot', async () => {
    const at = new Date(Date.now()).toISOString();
    expect(await invoke('probe', sqs({ type: 'plan', at }))).toEqual(NOTHING_FAILED);
    const planned = waiting(naming.probeQueue('fixture'));
    expect(planned).toHaveLength(6);
    for (const message of planned)
      expect(message).toMatchObject({ type: 'probe', shard: expect.stringMatching(SHARD) });
    shard = planned[0].shard;
    expect(lines).toContainEqual(expect.objectContaining({ event: 'planned', sent: 6 }));
    expect(lines.at(-1)).toMatchObject({ event: 'invocation', requestId: 'request-1', outcome: 'ok' });
    expect(lines.at(-1)?.durationMs).toBeTypeOf('number');
  });

  test('probe runs a shard: the failing result is logged and the stored frame counted', async () => {
    const slot = Math.floor(Date.now() / 10_000) * 10_000;
    const burst = { type: 'run', run: 'burst', checks: ['home'], slot, n: 0, by: HOME, expires: slot + 60_000 };
    for (const message of [burst, { type: 'probe', shard, slot }]) {
      expect(await invoke('probe', sqs(message))).toEqual(NOTHING_FAILED);
    }
    const failing = lines.filter(({ event }) => event === 'result');
    expect(failing).toHaveLength(2);
    expect(failing[0]).toMatchObject({ check: 'home', outcome: 'fail', status: 503, failure: { kind: 'status' } });
    const metrics = lines.filter((line) => 'FramesStored' in line);
    expect(metrics).toHaveLength(2);
    const directive = {
      Namespace: 'Killdeer',
      Dimensions: [['Monitor']],
      Metrics: [{ Name: 'FramesStored', Unit: 'Count' }],
    };
    const emf = { Timestamp: expect.any(Number), CloudWatchMetrics: [directive] };
    expect(metrics[0]).toEqual({ _aws: emf, Monitor: 'fixture', FramesStored: 1 });
  });

  test('detect, woken by the frames, opens an incident', async () => {
    expect(await invoke('detect', stream(`FRAME#${shard}`, 'BURST#home', `FRAME#${shard}`))).toEqual(NOTHING_FAILED);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'verdict', check: 'home', verdict: 'down' }));
  });

  test('respond, woken by the incident, sends the notice', async () => {
    expect(await invoke('respond', stream('CHECK#home'))).toEqual(NOTHING_FAILED);
    const notices = waiting('notices');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ Subject: expect.stringContaining('home') });
    expect(lines.some(({ event, is }) => event === 'effect' && is === 'done')).toBe(true);
  });

  test('tick sweeps, counts what is overdue and wakes what it is told to', async () => {
    const at = new Date(Date.now()).toISOString();
    const messages = sqs({ type: 'sweep', at }, { type: 'wake', key: 'CHECK#home' });
    expect(await invoke('tick', messages)).toEqual(NOTHING_FAILED);
    expect(lines).toContainEqual(expect.objectContaining({ Monitor: 'fixture', EffectsOverdue: 0 }));
  });

  test('a message that fails comes back alone, and its error is logged', async () => {
    const messages = sqs({ type: 'sweep', at: 'noon' }, { type: 'wake', key: 'CHECK#home' });
    expect(await invoke('tick', messages)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    const [error] = lines.filter(({ level }) => level === 'ERROR');
    expect(error).toMatchObject({
      messageId: 'm0',
      error: { message: expect.stringContaining('"noon" is not an instant') },
    });
    expect(lines.at(-1)).toMatchObject({ event: 'invocation', outcome: 'partial' });
  });
});

describe('the handlers, when the tables are away', () => {
  beforeEach(async () => {
    await dynamo.dropTables();
  });
  afterEach(async () => {
    await dynamo.makeTables();
  });

  test('detect asks for its whole batch again', async () => {
    const failed = { batchItemFailures: [{ itemIdentifier: '100' }] };
    expect(await invoke('detect', stream('BURST#home', 'BURST#home'))).toEqual(failed);
    expect(lines.some(({ level, keys }) => level === 'ERROR' && Array.isArray(keys))).toBe(true);
  });

  test('respond names every aggregate that failed, so that all from the first of them comes again', async () => {
    const failed = { batchItemFailures: [{ itemIdentifier: '100' }, { itemIdentifier: '101' }] };
    expect(await invoke('respond', stream('CHECK#home', 'SERVICE#shop'))).toEqual(failed);
    expect(lines.filter(({ level }) => level === 'ERROR')).toHaveLength(2);
  });

  test('probe spools what it could not store, and a spooled frame stays in the queue', async () => {
    const slot = Date.now();
    const message = { type: 'run', run: 'watch', checks: ['home'], slot, n: 0, by: 'tick', expires: slot + 60_000 };
    expect(await invoke('probe', sqs(message))).toEqual(NOTHING_FAILED);
    const spooled = waiting(naming.probeQueue('fixture')).filter(({ type }) => type === 'spool');
    expect(spooled).toHaveLength(1);
    expect(lines.some((line) => 'FramesStored' in line)).toBe(false);
    expect(await invoke('probe', sqs(spooled[0]))).toEqual(NOTHING_FAILED);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'shipped', outcome: 'kept' }));
  });
});
