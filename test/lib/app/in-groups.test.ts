import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inGroups } from '../../../lib/app/in-groups.ts';

test('gives what was done of each, in order, so many at a time', async () => {
  let running = 0;
  let most = 0;
  const done = await inGroups(3, [1, 2, 3, 4, 5, 6, 7], async (n) => {
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    return n * 10;
  });
  expect(done).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(most).toBe(3);
});

test('what fails fails all, after the others of its group are over, and no further group begins', async () => {
  const over: number[] = [];
  const work = async (n: number): Promise<void> => {
    if (n === 1) throw new Error('throttled');
    await turn();
    await turn();
    over.push(n);
  };
  await expect(inGroups(3, [1, 2, 3, 4, 5], work)).rejects.toThrow('throttled');
  expect(over).toEqual([2, 3]);
});
