import { describe, expect, test } from 'vitest';
import { type Detector, findingOf, newDetector, observe } from '../../../../lib/core/detect/detector.ts';
import { MINUTE } from '../../../../lib/core/time.ts';
import { chanceOf } from '../../../../lib/core/worlds/world.ts';
import { NOON } from '../../../builders.ts';

/** Two days as usual, then three hours in which a share of the runs fails, each by a chance of its own. */
function afterFault(share: number): { detector: Detector; minute: number } {
  const detector = newDetector();
  const until = 2 * 1_440 + 180;
  for (let minute = 0; minute < until; minute += 1) {
    see(detector, minute, minute >= 2 * 1_440 && chanceOf(11, 0, minute) < share);
  }
  return { detector, minute: until };
}

function see(detector: Detector, minute: number, isFailed = false): number {
  const latencyMs = isFailed ? Number.NaN : 95 + 10 * chanceOf(12, 0, minute);
  return observe(detector, { at: NOON + minute * MINUTE, outcome: isFailed ? 'fail' : 'pass', latencyMs });
}

/** Passes until less than half of the evidence for an alert is left, which ends an incident. */
function passesUntilOver({ detector, minute }: { detector: Detector; minute: number }): number {
  let passes = 0;
  while (see(detector, minute + passes) >= 0.5) passes += 1;
  return passes;
}

describe('failures that were told are over after a silence', () => {
  test.each([
    [0.04, 40, 300],
    [0.1, 8, 110],
    [0.3, 1, 40],
  ])('of %s of the runs: no sooner than %i and no later than %i passes', (share, least, most) => {
    const fault = afterFault(share);
    expect(findingOf(fault.detector).evidence).toBeGreaterThanOrEqual(1);
    const passes = passesUntilOver(fault);
    expect(passes).toBeGreaterThanOrEqual(least);
    expect(passes).toBeLessThanOrEqual(most);
  });

  test('of one failure now and then nothing was told, and nothing is forgotten', () => {
    const detector = newDetector();
    for (let minute = 0; minute < 2 * 1_440; minute += 1) see(detector, minute);
    const evidence = [0, 1, 2, 3].map((n) => {
      see(detector, 2 * 1_440 + n * 12, true);
      for (let i = 1; i < 11; i += 1) see(detector, 2 * 1_440 + n * 12 + i);
      return see(detector, 2 * 1_440 + n * 12 + 11);
    });
    expect(evidence).toEqual([...evidence].sort((a, b) => a - b));
    expect(evidence.at(-1)).toBeGreaterThan(1);
  });
});
