import { expect, test } from 'vitest';
import type { Target } from '../../../bench/probe/target.ts';
import type { Peer } from '../../../bench/probe/timing.ts';
import { takeTurns } from '../../../bench/probe/turns.ts';

test('one prober probes at a time, every other turn in the opposite order', async () => {
  const order: string[] = [];
  let probing = 0;
  const peer = (name: string): Peer => ({
    name,
    pid: 0,
    async run({ urls }) {
      probing += 1;
      expect(probing).toBe(1);
      await Promise.resolve();
      probing -= 1;
      order.push(name);
      return { timings: urls.map((id) => ({ id })), cpuMs: 1 };
    },
    stop: () => Promise.resolve(),
  });
  const target: Target = {
    urls: (count) => Array.from({ length: count }, (_, index) => String(index)),
    take: () => Promise.resolve(new Map()),
    stop() {},
  };
  const rounds = await takeTurns([peer('a'), peer('b')], target, { concurrency: 100, turns: 3 });
  expect(order.join('')).toBe('abbaab');
  expect([...rounds].map(([{ name }, own]) => [name, own.map(({ run }) => run.timings.length)])).toEqual([
    ['a', [100, 100, 100]],
    ['b', [100, 100, 100]],
  ]);
});
