import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoryEvent } from '../../bin/dev/story-event.ts';
import { ROOT, run } from './shell.ts';

const REGIONS = ['eu-central-1', 'us-west-2'];
const LAUNCHER = join(ROOT, 'bin', 'killdeer.mjs');

const definition = (home: string): string => `
import { defineMonitor, heartbeat, http, jsonPath, secret, service, status, trip, webhook } from 'killdeer';
import { regions } from './places.ts';
const depot = service('depot', { regions: ${JSON.stringify(REGIONS)}, switches: { stock: { failDefault: 'on' } } });
export default defineMonitor({
  name: 'depot-live', home: 'us-west-2', regions, services: [depot],
  notify: [webhook('ops', { url: '${home}/hook' })],
  checks: [
    http('stock', {
      url: '${home}/stock', headers: { 'x-key': secret('/depot/key') }, every: '15s', timeout: '3s', expect: [status(200), jsonPath('$.rows[*]').count().atLeast(1)],
      contain: trip(depot.switches.stock, { mode: 'auto', allow: 5, sees: 'dependency', holdFor: '10s' }),
    }),
    heartbeat('nightly', { period: '24h' }),
    http('vault', { url: '${home}/', query: { k: secret('depot', { store: 'secretsmanager', key: 'k' }) }, every: '30s' }),
    http('lost', { url: '${home}/', headers: { 'x-key': secret('/depot/lost') }, every: '30s' }),
    http('nowhere', { url: 'https://nowhere.invalid/', every: '30s' }),
  ],
});`;

/** What the server wants, and nothing that is printed may hold. */
const KEY = 'hunter2-of-the-depot';

let folder: string;
let server: Server;
let dev: ChildProcess;
let isBroken = false;
let refusals = 2;
const posts: { readonly key: unknown; readonly status: number }[] = [];
const lines: string[] = [];

const events = (): readonly StoryEvent[] => lines.map((line) => JSON.parse(line) as StoryEvent);
const indexOf = (values: Readonly<Record<string, unknown>>): number =>
  events().findIndex((event) =>
    Object.entries(values).every(([name, value]) => (event as Readonly<Record<string, unknown>>)[name] === value),
  );

/** Waits until the story has an event with these values. */
async function until(values: Readonly<Record<string, unknown>>): Promise<void> {
  const end = Date.now() + 120_000;
  while (indexOf(values) < 0) {
    if (Date.now() > end || dev.exitCode !== null)
      throw new Error(`no ${JSON.stringify(values)} in\n${lines.join('\n')}`);
    await sleep(50);
  }
}

const killdeer = (...args: readonly string[]): Promise<string> => run('node', [LAUNCHER, ...args], { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killdeer-dev-'));
  server = createServer((request, response) => {
    if (request.url === '/hook') {
      const status = refusals > 0 ? 503 : 204;
      refusals -= 1;
      posts.push({ key: request.headers['idempotency-key'], status });
      response.writeHead(status).end();
    } else {
      const isKnown = request.headers['x-key'] === KEY || request.url === '/?k=k-of-depot';
      response.writeHead(isBroken ? 500 : isKnown ? 200 : 401).end('{ "rows": [1] }');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const regions = REGIONS.map((region) => ({ region, allow: ['127.0.0.0/8'] }));
  writeFileSync(join(folder, 'places.ts'), `export const regions = ${JSON.stringify(regions)};`);
  writeFileSync(join(folder, 'depot.ts'), definition(home));
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ '/depot/key': KEY, depot: { k: 'k-of-depot' } }));
  dev = spawn(
    'node',
    [LAUNCHER, 'dev', '--checks', 'depot.ts', '--secrets', 'secrets.json', '--json', '--speed', '5'],
    {
      cwd: folder,
      env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (dev.stdout === null) throw new Error('there is no output');
  createInterface(dev.stdout).on('line', (line) => lines.push(line));
});

afterAll(() => {
  dev.kill('SIGKILL');
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('dev tells the whole story of an outage of anyone’s definition, and ends when it is asked to', async () => {
  await until({ type: 'ready', monitor: 'depot-live' });
  for (const region of REGIONS) await until({ type: 'result', check: 'stock', region, outcome: 'pass' });
  isBroken = true;
  for (const region of REGIONS) await until({ type: 'switch', switch: 'stock', region, allow: 5 });
  await until({ type: 'notice', check: 'stock', channel: 'ops', kind: 'trigger' });
  const { open } = JSON.parse(await killdeer('incidents', '--json'));
  expect(open).toContainEqual(expect.objectContaining({ check: 'stock', verdict: 'down' }));
  const { switches } = JSON.parse(await killdeer('switch', 'list', '--json'));
  expect(switches[0].regions).toEqual(REGIONS.map((region) => ({ region, decided: 5, written: 5 })));
  const { heartbeats } = JSON.parse(await killdeer('heartbeat', '--json'));
  expect(heartbeats).toEqual([
    { check: 'nightly', status: 'unseen', url: expect.stringMatching(/^http.*\/nightly\//) },
  ]);
  expect((await killdeer('heartbeat', 'nightly')).trim()).toBe(heartbeats[0].url);
  expect((await fetch(heartbeats[0].url)).status).toBe(200);
  expect(await killdeer('heartbeat')).toMatch(/nightly.*well/);
  isBroken = false;
  await until({ type: 'incident', check: 'stock', state: 'resolved' });
  for (const channel of ['sns', 'ops']) await until({ type: 'notice', check: 'stock', channel, kind: 'resolve' });

  const stock = { check: 'stock' };
  const move = { type: 'switch', switch: 'stock', region: 'us-west-2' };
  const story = [
    { type: 'ready' },
    { type: 'result', ...stock, outcome: 'fail' },
    { type: 'verdict', ...stock, verdict: 'suspected' },
    { type: 'verdict', ...stock, verdict: 'down' },
    { type: 'incident', ...stock, event: 'opened' },
    { ...move, allow: 5 },
    { ...move, allow: 10 },
    { ...move, allow: 50 },
    { ...move, allow: 100 },
    { type: 'incident', ...stock, event: 'resolved' },
    { type: 'notice', ...stock, kind: 'resolve' },
  ].map(indexOf);
  expect(story).toEqual([...story].sort((a, b) => a - b));
  expect(story[0]).toBe(0);
  expect(events()[story[1] ?? 0]).toMatchObject({ failure: { kind: 'status', actual: '500' } });
  expect(indexOf({ type: 'result', check: 'nowhere', outcome: 'fail' })).toBeGreaterThan(0);
  expect(indexOf({ type: 'result', check: 'vault', outcome: 'pass' })).toBeGreaterThan(0);
  const lost = events()[indexOf({ type: 'result', check: 'lost', outcome: 'unknown' })];
  expect(lost).toMatchObject({ failure: { message: expect.stringContaining('the secret /depot/lost could not be') } });
  expect(lines.join('\n')).not.toMatch(/hunter2|k-of-depot/);
  expect(events().filter(({ at, type }) => !/^\d{4}-.*Z$/.test(at) || type === 'error')).toEqual([]);
  const refused = posts.filter(({ status }) => status === 503).map(({ key }) => key);
  const taken = posts.filter(({ status }) => status === 204).map(({ key }) => key);
  expect(refused).toHaveLength(2);
  expect(taken).toEqual(expect.arrayContaining(refused));

  expect(existsSync(join(folder, '.killdeer', 'local.json'))).toBe(true);
  dev.kill('SIGINT');
  expect(await once(dev, 'exit')).toEqual([0, null]);
  expect(existsSync(join(folder, '.killdeer', 'local.json'))).toBe(false);
});
