import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../../../bench/anomaly/made/families.ts';
import { uniform } from '../../../../bench/anomaly/made/random.ts';
import { makeSeries } from '../../../../bench/anomaly/made/series.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(Object.entries(FAMILIES))('noise %s', (_name, family) => {
  test('has innovations of mean 0 and standard deviation 1', () => {
    const random = uniform(5);
    const drawn = Array.from({ length: 300_000 }, () => family.body(random));
    expect(Math.abs(mean(drawn))).toBeLessThan(0.01);
    expect(Math.sqrt(mean(drawn.map((value) => value * value)))).toBeCloseTo(1, 1);
  });

  test('has a day within −1 and 1 that uses most of it', () => {
    const shape = Array.from({ length: 4_000 }, (_, i) => family.dayShape(i / 300));
    expect(Math.max(...shape)).toBeLessThanOrEqual(1);
    expect(Math.min(...shape)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...shape) - Math.min(...shape)).toBeGreaterThan(1.8);
  });

  test('has spikes that are slower at least in the median, and never more than 45 times', () => {
    const random = uniform(6);
    const spikes = Array.from({ length: 10_000 }, () => family.spike(random, 1.5)).sort((a, b) => a - b);
    expect(spikes[5_000]).toBeGreaterThan(2);
    expect(spikes.at(-1)).toBeLessThanOrEqual(45);
  });

  test('makes the same series of a seed again, and has faults at least two hours apart after the warm-up', () => {
    const [first, second] = [makeSeries(3005, { family }), makeSeries(3005, { family })];
    expect(second).toEqual(first);
    expect(first.faults.length).toBeGreaterThan(5);
    first.faults.forEach(({ start }, k) => {
      expect(start).toBeGreaterThanOrEqual(k === 0 ? first.warmUp : (first.faults[k - 1]?.end ?? 0) + 120);
    });
  });
});
