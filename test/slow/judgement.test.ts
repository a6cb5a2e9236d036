import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalMonitor } from '../../bin/dev/local-monitor.ts';
import type { StoryEvent } from '../../bin/dev/story-event.ts';
import { loadDefinition } from '../../bin/load-definition.ts';
import { operatorOf } from '../../bin/operator.ts';
import type { Backtest } from '../../lib/app/backtest.ts';
import { exportHistory } from '../../lib/app/export-history.ts';
import { encodeLine } from '../../lib/core/history/history-line.ts';
import { MINUTE, SECOND } from '../../lib/core/time.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import { ROOT, run } from './shell.ts';

// Half an hour of the local cloud's clock, in which much goes wrong at once; then what it recorded is decided again.

const SPEED = 15;
const LASTS = 25;
/** Minutes after the start of the cloud, with room for the synthesis before it. */
const MAINTENANCE_ENDS = 12;
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;

const inUtc = (at: number): string => new Date(at).toISOString().slice(0, 16);

const definition = (home: string, maintenanceEnds: number): string => `
import { defineMonitor, http, maintenance, service, slo, trip } from 'killdeer';
const floor = service('floor', { switches: { cart: { failDefault: 'on' } } });
const controls = ['${home}/control'];
const region = (name: string) => ({ region: name, allow: ['127.0.0.0/8'], controls });
const planned = maintenance({ from: '${inUtc(maintenanceEnds - 24 * 60 * MINUTE)}', to: '${inUtc(maintenanceEnds)}', zone: 'UTC' });
const check = (id: string, more = {}) => http(id, { url: \`${home}/\${id}\`, every: '1m', timeout: '3s', retry: false, ...more });
export default defineMonitor({
  name: 'bourse', home: 'eu-west-1', services: [floor], notify: [],
  regions: [region('eu-west-1'), region('us-east-1'), region('ap-southeast-2')],
  checks: [
    check('flappy'),
    check('cart', { contain: trip(floor.switches.cart, { mode: 'auto', sees: 'dependency', holdFor: '60s' }) }),
    check('steady'),
    check('orders', { dependsOn: ['database'] }),
    check('database'),
    check('ledger', { maintenance: [planned] }),
    check('quotes', { slo: slo({ objective: 99.9, window: '30d' }) }),
  ],
});`;

/** What the target does, by minutes since the beginning: it is told by the stagger which region asks. */
const FAILS: Readonly<Record<string, (minute: number, region: number) => boolean>> = {
  flappy: (minute) => minute >= 2 && minute < 21 && Math.floor((minute - 2) / 3) % 2 === 0,
  cart: (minute) => minute >= 2 && minute < 5,
  orders: (minute) => minute >= 4 && minute < 12,
  database: (minute) => minute >= 4.5 && minute < 12,
  ledger: (minute) => minute >= 2 && minute < 20,
  // One request each four minutes and a bit, so of another region each time: no burst and no second run finds it.
  quotes: (minute) => {
    if (minute < nextQuote) return false;
    nextQuote = minute + 4.1;
    return true;
  },
};
let nextQuote = 3;
const isDark = (minute: number, region: number): boolean => region === 1 && minute >= 3 && minute < 13;

let folder: string;
let file: string;
let server: Server;
let cloud: LocalCloud;
let began = Number.POSITIVE_INFINITY;
let maintenanceEnds: number;
const story: StoryEvent[] = [];

const minuteNow = (): number => (cloud.clock() - began) / MINUTE;

/** Notices of a check: minute since the beginning, kind and severity. */
function notices(check: string): readonly { readonly at: number; readonly what: string }[] {
  return story.flatMap((event) =>
    event.type === 'notice' && event.check === check
      ? [{ at: (Date.parse(event.at) - began) / MINUTE, what: `${event.kind} ${event.severity}` }]
      : [],
  );
}
const pages = (check: string) => notices(check).filter(({ what }) => what === 'trigger critical');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killdeer-judgement-'));
  server = createServer((request, response) => {
    const id = (request.url ?? '').slice(1);
    const minute = cloud === undefined ? -1 : minuteNow();
    const region = cloud === undefined ? 0 : Math.floor((cloud.clock() % MINUTE) / (20 * SECOND));
    if (isDark(minute, region)) request.destroy();
    else response.writeHead(FAILS[id]?.(minute, region) === true ? 500 : 200).end('ok');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  file = join(folder, 'checks.ts');
  maintenanceEnds = (Math.floor(Date.now() / MINUTE) + MAINTENANCE_ENDS) * MINUTE;
  writeFileSync(file, definition(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, maintenanceEnds));
  cloud = await startLocalMonitor({ file, speed: SPEED, onProgress: () => {}, onStory: (event) => story.push(event) });
  const seen = () => new Set(story.flatMap((event) => (event.type === 'result' ? [event.region] : []))).size;
  while (seen() < REGIONS.length) await sleep(20);
  began = Math.ceil(cloud.clock() / MINUTE) * MINUTE;
  while (minuteNow() < LASTS) await sleep(100);
});

afterAll(async () => {
  await cloud?.stop();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('an endpoint that flaps pages once', () => {
  expect(pages('flappy')).toHaveLength(1);
  expect(
    story.filter((event) => event.type === 'incident' && event.check === 'flappy' && event.event === 'opened'),
  ).toHaveLength(2);
  const [first, ended, again, ...more] = notices('flappy').map(({ what }) => what);
  expect([first, ended, again]).toEqual(['trigger critical', 'resolve critical', 'trigger warning']);
  expect(new Set(more)).toEqual(new Set(['update warning']));
});

test('what can be contained is contained, restored step by step and over', () => {
  expect(notices('cart').map(({ what }) => what)).toEqual(['trigger critical', 'resolve critical']);
  const levels = story.flatMap((event) =>
    event.type === 'switch' && event.region === 'eu-west-1' ? [event.allow] : [],
  );
  expect(levels).toEqual([0, 1, 10, 50, 100]);
});

test('a dark region pages nobody about the checks, and once about the monitor', () => {
  expect(notices('steady')).toEqual([]);
  expect(pages('$monitor')).toHaveLength(1);
  expect(notices('$monitor').map(({ what }) => what)).toEqual(['trigger critical', 'resolve critical']);
  const dark = story.filter(
    (event) => event.type === 'result' && event.region === REGIONS[1] && event.outcome === 'unknown',
  );
  expect(dark.length).toBeGreaterThan(5);
});

test('an outage of the parent pages once for parent and child', () => {
  expect(pages('database')).toHaveLength(1);
  expect(notices('orders')).toEqual([]);
  const failed = story.filter(
    (event) => event.type === 'result' && event.check === 'orders' && event.outcome === 'fail',
  );
  expect(failed.length).toBeGreaterThan(5);
});

test('a maintenance that ends during a fault alerts at its end', () => {
  const [page, ...more] = notices('ledger').filter(({ what }) => what.startsWith('trigger'));
  expect(more).toEqual([]);
  expect(page?.what).toBe('trigger critical');
  const end = (maintenanceEnds - began) / MINUTE;
  expect(page?.at).toBeGreaterThanOrEqual(end);
  expect(page?.at).toBeLessThan(end + 1.5);
});

test('a burn-rate alert fires at a rate of failures that no rule of the check sees', () => {
  expect(notices('quotes')).toEqual([]);
  expect(pages('$slo:check.quotes')).toHaveLength(1);
});

test('what the cloud recorded, exported and run through backtest, gives the very decisions that were made', async () => {
  const { monitor } = await loadDefinition(file);
  const operator = operatorOf(monitor, { endpoint: cloud.endpoint, ...cloud.credentials });
  const lines: string[] = [];
  for await (const line of exportHistory(operator, { from: began - 10 * MINUTE, to: cloud.clock() })) {
    lines.push(`${encodeLine(line)}\n`);
  }
  const history = join(folder, 'history.ndjson');
  writeFileSync(history, lines.join(''));
  const launcher = join(ROOT, 'bin', 'killdeer.mjs');
  const args = [launcher, 'backtest', '--checks', file, '--history', history, '--json'];
  const { agreement, report } = JSON.parse(await run('node', args, { cwd: folder })) as Backtest;
  expect(agreement?.differences).toEqual([]);
  // Flappy twice, the cart, the database, the ledger, the monitor and the error budget.
  expect(agreement?.recorded).toBe(7);
  expect(report.pages).toBe(6);
});
