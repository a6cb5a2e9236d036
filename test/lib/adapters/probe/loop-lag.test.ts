import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loopLag } from '../../../../lib/adapters/probe/loop-lag.ts';

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('what a busy process sees late is known to be late, before and after the timer that tells', async () => {
  const lag = loopLag();
  // Two, so that it looks often.
  const stops = [lag.watch(), lag.watch()];
  await sleep(20);
  block(60);
  expect(lag.now()).toBeGreaterThan(50);
  const seen = await new Promise<number>((resolve) => setTimeout(() => resolve(lag.now()), 0));
  expect(seen).toBeGreaterThan(50);
  for (const stop of stops) stop();
});

test('it watches only while somebody needs it', async () => {
  const lag = loopLag();
  block(20);
  expect(lag.now()).toBe(0);
  const stops = [lag.watch(), lag.watch()];
  stops[0]?.();
  await sleep(10);
  block(30);
  expect(lag.now()).toBeGreaterThan(5);
  stops[1]?.();
  expect(lag.now()).toBe(0);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toEqual([]);
});

test('another timer tells as well, and the next beat comes a beat behind it', () => {
  const lag = loopLag();
  lag.beat(performance.now() - 50);
  expect(lag.now()).toBe(0);
  const stops = [lag.watch(), lag.watch()];
  lag.beat(performance.now() - 50);
  expect(lag.now()).toBeGreaterThan(45);
  lag.beat(performance.now());
  expect(lag.now()).toBeLessThan(5);
  for (const stop of stops) stop();
  expect(lag.now()).toBe(0);
});
