import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalMonitor } from '../../bin/dev/local-monitor.ts';
import type { StoryEvent } from '../../bin/dev/story-event.ts';
import { loadDefinition } from '../../bin/load-definition.ts';
import { type Operator, operatorOf } from '../../bin/operator.ts';
import { type Shop, startShop } from '../../examples/shop/shop.ts';
import { explainCheck } from '../../lib/app/explain-check.ts';
import { learnHistory } from '../../lib/app/learn-history.ts';
import { recordChange } from '../../lib/app/record-change.ts';
import type { HistoryRun } from '../../lib/core/history/csv-row.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../lib/core/time.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import { seeded } from '../simulation/timeline.ts';

// The example shop as it is probed every 10 s of a clock that runs fifteen times faster: at its usual speed, which the
// monitor knows from a history of a day; after a deploy that costs a little; and with latency grown by half.

const SPEED = 15;
const CHECK = 'recommendations';

/** What the recommendations API takes, milliseconds: much beside what a busy machine adds, and far from its limit even when grown. */
const USUAL = 180;

let shop: Shop;
let cloud: LocalCloud;
let operator: Operator;
const story: StoryEvent[] = [];

const take = (ms: number): void => shop.setFault({ kind: 'latency', ms, share: 1 });
const notices = () => story.flatMap((event) => (event.type === 'notice' ? [event] : []));

/** Runs of a day and two hours until `end`, as the probes would have seen them. */
function* past(
  checks: readonly string[],
  regions: readonly string[],
  end: number,
): Generator<{ is: 'runs'; runs: HistoryRun[] }> {
  const random = seeded(5);
  for (let slot = end - DAY - 2 * HOUR; slot < end; slot += 10 * SECOND) {
    const runs = checks.flatMap((check) =>
      regions.map((region): HistoryRun => {
        const noise = Math.exp(0.06 * (random() + random() + random() + random() - 2) * Math.sqrt(3));
        const total = (USUAL + 6) * noise;
        const times = { slot, startedAt: slot, endedAt: slot + Math.round(total) };
        const phases = { tcp: 0.4, firstByte: total - 1, transfer: 0.3 };
        return { check, region, entry: { ...times, run: 'scheduled', outcome: 'pass', total, phases } };
      }),
    );
    yield { is: 'runs', runs };
  }
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, virtualMs: number): Promise<void> {
  const end = cloud.clock() + virtualMs;
  while (!(await isSo())) {
    if (cloud.clock() > end) throw new Error(`${what} did not happen; told: ${JSON.stringify(notices(), null, 1)}`);
    await sleep(500);
  }
}

beforeAll(async () => {
  const board = { allows: () => true, level: () => 100, epoch: 0 };
  shop = await startShop({ board });
  take(USUAL);
  process.env.SHOP_URL = shop.url;
  const { monitor, file } = await loadDefinition(new URL('../../examples/shop/checks.ts', import.meta.url).pathname);
  cloud = await startLocalMonitor({
    file,
    speed: SPEED,
    env: { SHOP_URL: shop.url },
    before: async ({ endpoint, credentials, clock }) => {
      const access = {
        endpoint,
        ...credentials,
        clock: { speed: SPEED, virtualStart: clock(), realStart: Date.now() },
      };
      operator = operatorOf(monitor, access);
      const [ids, regions] = [monitor.checks.map(({ id }) => id), monitor.regions.map(({ name }) => name)];
      await learnHistory(operator, past(ids, regions, Math.floor(clock() / MINUTE) * MINUTE));
    },
    onProgress: () => {},
    onStory: (event) => story.push(event),
  });
}, 300_000);

afterAll(async () => {
  await cloud?.stop();
  await shop?.close();
});

test('at its usual speed nobody is told anything', async () => {
  await sleep((5 * MINUTE) / SPEED);
  const explained = await explainCheck(operator, { check: CHECK });
  expect(explained?.regions.map(({ finding }) => finding?.isCold)).toEqual([false, false, false]);
  expect([explained?.verdict.name, notices()]).toEqual(['up', []]);
});

test('a deploy on record with a lasting +15 % does not page, and is named', async () => {
  await recordChange(operator, { at: cloud.clock(), what: 'deploy shop 1.4.2' });
  take(USUAL * 1.15);
  const named = async (): Promise<string> => {
    const explained = await explainCheck(operator, { check: CHECK });
    return explained?.verdict.evidence.notes?.join(' ') ?? '';
  };
  // The typical latency since then is known after some runs.
  const cost = /since deploy shop 1\.4\.2 at .* latency is \+1\d %/;
  await until('the deploy is named with what it cost', async () => cost.test(await named()), 30 * MINUTE);
  await sleep((3 * MINUTE) / SPEED);
  expect(notices().map(({ text }) => text)).toEqual([]);
});

test('latency grown by half opens a degraded incident whose notice shows the numbers and the phase', async () => {
  take(USUAL * 1.15 * 1.5);
  await until('a notice', () => notices().some(({ check }) => check === CHECK), 10 * MINUTE);
  const told = notices().find(({ check }) => check === CHECK);
  expect([told?.kind, told?.severity]).toEqual(['trigger', 'warning']);
  const [, now, most] = /is slower than usual .*: (\d+) ms, expected \d+ to (\d+) ms/.exec(told?.text ?? '') ?? [];
  expect(Number(most)).toBeGreaterThan(USUAL);
  expect(Number(now)).toBeGreaterThan(Number(most));
  expect(Number(now)).toBeLessThan(2 * USUAL);
  // The API sleeps before it answers: nothing else of a run takes longer.
  expect(told?.text).toMatch(/of \+\d+ ms, \+\d+ ms is the wait for the first byte/);
});
