import { expect, test } from 'vitest';
import { FAULT_TYPES } from '../../../../bench/anomaly/made/faults.ts';
import { makeRegional } from '../../../../bench/anomaly/made/regions.ts';
import type { Series } from '../../../../bench/anomaly/made/series.ts';

/** Steps of the log-latency from sample to sample: what day and drift add is nothing beside the noise. */
const stepsOf = ({ latency, samples }: Series): readonly number[] =>
  Array.from({ length: samples - 1 }, (_, i) => Math.log((latency[i + 1] as number) / (latency[i] as number)));

/** Over the steps that are no spike in either; leaving them out takes a little from the half. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const limit = 4 * Math.sqrt(median(a.filter(Number.isFinite).map((x) => x * x)));
  const kept = a.map((x, i) => [x, b[i] as number] as const).filter((pair) => pair.every((x) => Math.abs(x) < limit));
  const sum = (of: (x: number, y: number) => number) => kept.reduce((total, [x, y]) => total + of(x, y), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
}

const median = (values: readonly number[]): number => values.toSorted((x, y) => x - y)[values.length >> 1] as number;

test('regions share half of their noise', () => {
  const found = [7_000, 7_001, 7_002, 7_003].map((seed) => {
    const { regions } = makeRegional(seed, { clean: true });
    return correlation(stepsOf(regions[0] as Series), stepsOf(regions[1] as Series));
  });
  for (const one of found) expect(one).toBeGreaterThan(0.4);
  for (const one of found) expect(one).toBeLessThan(0.6);
});

test('each region has a level and mishaps of its own', () => {
  const { regions } = makeRegional(7_000, { clean: true });
  expect(new Set(regions.map(({ latency }) => Math.round(median([...latency].filter(Number.isFinite))))).size).toBe(5);
  expect(new Set(regions.map(({ ok }) => ok.join(''))).size).toBe(5);
});

test('a fault hits every region, or the one that it names', () => {
  const checks = Array.from({ length: 12 }, (_, i) => makeRegional(3_000 + i));
  const faults = checks.flatMap((check) => check.faults.map((fault) => ({ check, fault })));
  const places = new Set(faults.map(({ fault }) => fault.where));
  expect(places).toEqual(new Set(['all', 0, 1, 2, 3, 4]));
  expect(new Set(faults.map(({ fault }) => fault.type)).size).toBeGreaterThan(FAULT_TYPES.length - 3);
  const outages = faults.filter(({ fault }) => fault.type === 'outage');
  expect(outages.length).toBeGreaterThan(3);
  for (const { check, fault } of outages) {
    const hit = check.regions.map(({ latency }) => latency.subarray(fault.start, fault.end).every(Number.isNaN));
    expect(hit).toEqual(check.regions.map((_, region) => fault.where === 'all' || fault.where === region));
  }
});
