import { expect, test } from 'vitest';
import { killPlan } from '../../../../lib/local/lambda/chaos.ts';

/** Runs a function n times, `ms` each; the numbers of the runs that were killed. */
function killed(seed: number, runs: number, ms = 100): readonly number[] {
  const plan = killPlan({ seed });
  const hits: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const at = plan.next('probe');
    if (at !== undefined && at < ms) {
      plan.hit('probe');
      hits.push(run);
    } else {
      plan.learn('probe', ms);
    }
  }
  return hits;
}

test.each([1, 2, 3, 4, 5])('seed %i kills early, and about one run in seven', (seed) => {
  const hits = killed(seed, 700);
  expect(hits[0]).toBeLessThanOrEqual(4);
  expect(hits.length).toBeGreaterThan(70);
  expect(hits.length).toBeLessThan(150);
});

test('the same seed kills the same runs, another one others', () => {
  expect(killed(1, 100)).toEqual(killed(1, 100));
  expect(killed(1, 100)).not.toEqual(killed(2, 100));
});

test('kills fall on every part of a run', () => {
  const plan = killPlan({ seed: 1, rate: 1 });
  const at = Array.from({ length: 200 }, () => {
    plan.learn('probe', 100);
    const ms = plan.next('probe') ?? -1;
    plan.hit('probe');
    return ms;
  }).slice(50);
  expect(Math.min(...at)).toBeLessThan(10);
  expect(Math.max(...at)).toBeGreaterThan(85);
});
