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
      if (at !== undefined) plan.miss('probe');
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

test('of the runs that start side by side one is killed', () => {
  const plan = killPlan({ seed: 2 });
  const planned = Array.from({ length: 50 }, () => plan.next('probe')).filter((ms) => ms !== undefined);
  expect(planned).toHaveLength(1);
});

test('a kill that came too late is tried again at the next run', () => {
  const plan = killPlan({ seed: 3 });
  const untilPlanned = (): number => {
    for (let run = 1; ; run += 1) if (plan.next('probe') !== undefined) return run;
  };
  untilPlanned();
  for (let n = 0; n < 20; n += 1) {
    plan.miss('probe');
    expect(untilPlanned()).toBe(1);
  }
  plan.hit('probe');
  const gaps = Array.from({ length: 20 }, () => {
    const gap = untilPlanned();
    plan.hit('probe');
    return gap;
  });
  expect(Math.max(...gaps)).toBeGreaterThan(5);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'seed %i has each function in its first three runs, however often others run',
  (seed) => {
    const plan = killPlan({ seed });
    for (let run = 0; run < 1_000; run += 1) if (plan.next('probe') !== undefined) plan.hit('probe');
    for (const rare of ['detect', 'respond', 'tick']) {
      expect([plan.next(rare), plan.next(rare), plan.next(rare)].filter((ms) => ms !== undefined)).toHaveLength(1);
    }
  },
);
