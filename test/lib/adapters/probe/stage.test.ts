import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ALONE, openStage, type Place } from '../../../../lib/adapters/probe/stage.ts';

const FOREVER = 60_000;
let now = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  now = 0;
  return () => vi.useRealTimers();
});

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  for (let n = 0; n < ms; n += 1) {
    now += 1;
    await vi.advanceTimersByTimeAsync(1);
  }
}

/** Connects, needs `connectMs` for it, and asks; notes when it came to each. */
function runOf(place: Place, connectMs: number, work: Parameters<Place['connect']>[1] = 'handshake') {
  const seen: { connected?: number; asked?: number } = {};
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  void (async () => {
    await place.connect(FOREVER, work);
    seen.connected = now;
    await sleep(connectMs);
    await place.ask(FOREVER);
    seen.asked = now;
  })();
  return seen;
}

describe('the runs of one invocation', () => {
  test('begin to connect a few at a time, and ask one after another when all are connected', async () => {
    const runs = openStage(7, { cpuShare: 1 }).map((place, i) => runOf(place, i === 0 ? 80 : 10));
    await pass(200);
    expect(runs.map(({ connected }) => connected)).toEqual([0, 0, 0, 9, 9, 9, 18]);
    const asked = runs.map((run) => run.asked ?? 0).sort((a, b) => a - b);
    expect(asked[0]).toBeGreaterThanOrEqual(80);
    expect(asked.slice(1).map((at, i) => at - (asked[i] ?? 0))).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('resolve one name at a time', async () => {
    const runs = openStage(5, { cpuShare: 1 }).map((place) => runOf(place, 10, 'name'));
    await pass(200);
    expect(runs.map(({ connected }) => connected)).toEqual([0, 4, 8, 12, 16]);
  });

  test('keep a distance that fits what they do: a connection without TLS is cheap', async () => {
    const places = openStage(20, { cpuShare: 1 });
    const connected: number[] = [];
    for (const place of places) void place.connect(FOREVER, 'connection').then(() => connected.push(now));
    await pass(20);
    expect(connected).toEqual([0, 2, 4, 6, 8].flatMap((at) => Array(4).fill(at)));
  });

  test('are together no more than one wake has room for, whatever each of them does', async () => {
    const works = ['handshake', 'handshake', 'connection', 'connection', 'connection', 'handshake'] as const;
    const connected: number[] = [];
    for (const [i, place] of openStage(6, { cpuShare: 1 }).entries())
      void place.connect(FOREVER, works[i] ?? 'handshake').then(() => connected.push(now));
    await pass(20);
    // Two thirds and a quarter are nearly a whole; what comes behind waits for all of them.
    expect(connected).toEqual([0, 0, 0, 7, 7, 7]);
  });

  test('tell when each turn was due, so that no other timer need tell how late this process is', async () => {
    const due: number[] = [];
    const startedAt = performance.now();
    for (const place of openStage(7, { cpuShare: 1, beat: (at) => due.push(at - startedAt) })) runOf(place, 1);
    await pass(40);
    // Of the clock that is not faked: each turn was due a gap after it was asked for.
    expect(due.length).toBeGreaterThanOrEqual(4);
    for (const at of due) expect(at).toBeGreaterThanOrEqual(1);
  });

  test('keep a greater distance where they have less CPU', async () => {
    const runs = openStage(4, { cpuShare: 512 / 1_769 }).map((place) => runOf(place, 0));
    await pass(100);
    expect(runs.map(({ connected }) => connected)).toEqual([0, 0, 0, 32]);
  });

  test('wait for none whose name or handshake hangs for longer than 750 ms', async () => {
    const [first, second, third] = openStage(3, { cpuShare: 1 }).map((place, i) =>
      runOf(place, i === 0 ? FOREVER : 10),
    );
    await pass(700);
    expect(second?.asked).toBeUndefined();
    await pass(100);
    expect([second?.asked, third?.asked]).toEqual([750, 751]);
    expect(first?.asked).toBeUndefined();
  });

  test('wait for none that has ended, and for none that never began', async () => {
    const [gone, stays, silent] = openStage(3, { cpuShare: 1 });
    const run = runOf(stays as Place, 5);
    gone?.leave();
    await pass(20);
    expect(run.asked).toBeUndefined();
    silent?.leave();
    await pass(1);
    expect(run.asked).toBe(20);
  });

  test('wait no longer than each of them can', async () => {
    const [hasty, slow] = openStage(2, { cpuShare: 1 });
    runOf(slow as Place, 400);
    let asked = -1;
    void hasty?.ask(30).then(() => {
      asked = now;
    });
    await pass(50);
    expect(asked).toBe(30);
    let connected = -1;
    void hasty?.connect(0).then(() => {
      connected = now;
    });
    await pass(1);
    expect(connected).toBe(50);
  });

  test('wait each as long as it can, whoever came first', async () => {
    const places = openStage(4, { cpuShare: 1 });
    const early: Record<number, number> = {};
    for (const [i, mostMs] of [40, 20, 30].entries())
      void places[i]?.ask(mostMs).then(() => {
        early[i] = mostMs - now;
      });
    await pass(60);
    // Timers are in whole milliseconds.
    for (const ms of [early[0], early[1], early[2]]) expect([0, 1]).toContain(ms);
  });

  test('wait once: a redirect or a step behind the first answer asks as soon as it is connected', async () => {
    const [one, other] = openStage(2, { cpuShare: 1 });
    void one?.ask(FOREVER);
    void other?.ask(FOREVER);
    await pass(5);
    const run = runOf(one as Place, 10);
    await pass(11);
    expect(run).toEqual({ connected: 5, asked: 15 });
  });

  test('leave no timer behind', async () => {
    const places = openStage(20, { cpuShare: 1 });
    for (const place of places) runOf(place, 3);
    await pass(200);
    for (const place of places) place.leave();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a run that is alone waits for nothing', async () => {
  expect(openStage(1, { cpuShare: 0.1 })).toEqual([ALONE]);
  await Promise.all([ALONE.connect(FOREVER), ALONE.ask(FOREVER)]);
  expect(vi.getTimerCount()).toBe(0);
});
