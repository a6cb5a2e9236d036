import { expect, test } from 'vitest';
import { newDetector, observe } from '../../../../lib/core/detect/detector.ts';
import { MINUTE } from '../../../../lib/core/time.ts';
import { chanceOf } from '../../../../lib/core/worlds/world.ts';
import { NOON } from '../../../builders.ts';

const DAYS = 3;

/** Runs until +50 % alerts, that come so many runs after a lasting step: noise of some 8 %, by the sum of four chances. */
function runsUntilAlert(step: number, after: number, seed: number): number {
  const detector = newDetector();
  const see = (minute: number, factor: number): number => {
    const noise = [0, 1, 2, 3].reduce((sum, place) => sum + chanceOf(seed, place, minute) - 0.5, 0);
    const latencyMs = 100 * factor * Math.exp(0.14 * noise);
    return observe(detector, { at: NOON + minute * MINUTE, outcome: 'pass', latencyMs });
  };
  const begins = DAYS * 1_440 + after;
  for (let minute = 0; minute < begins; minute += 1) see(minute, minute < DAYS * 1_440 ? 1 : step);
  let runs = 1;
  while (see(begins + runs - 1, 1.5 * step) < 1) runs += 1;
  return runs;
}

test.each([
  [1.08, 60],
  [1.08, 600],
  [1.12, 600],
])('a deploy that cost a little hides no fault after it: ×%s, %i runs before', (step, after) => {
  for (const seed of [1, 2, 3]) {
    const plain = runsUntilAlert(1, after, seed);
    expect(plain).toBeLessThan(8);
    expect(runsUntilAlert(step, after, seed)).toBeLessThanOrEqual(plain + 3);
  }
});
