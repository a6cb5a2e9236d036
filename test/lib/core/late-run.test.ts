import { describe, expect, test } from 'vitest';
import { isBehind, lateRuns, seenAt, seenOf } from '../../../lib/core/late-run.ts';
import { looksOf } from '../../../lib/core/looks.ts';
import type { Entry, Series } from '../../../lib/core/series.ts';

const entry = (endedAt: number): Entry => ({
  slot: endedAt,
  run: 'scheduled',
  outcome: 'fail',
  total: 1,
  startedAt: endedAt,
  endedAt,
});
const run = (region: string, endedAt: number) => ({ region, entry: entry(endedAt) });
const series = (ends: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, Series> =>
  new Map(Object.entries(ends).map(([region, all]) => [region, { ring: all.map(entry) }]));

const state = { judgedAt: 10_000, seen: { a: [0], b: [5_000] } };

describe('a run that came after a change of state', () => {
  test('is seen right after that change, if it ended before it', () => {
    expect(seenAt(state, run('c', 9_990))).toBe(10_001);
    expect(lateRuns(state, [run('a', 10_000), run('c', 9_990)])).toEqual([{ region: 'c', endedAt: 9_990, at: 10_001 }]);
  });

  test('is seen when it ended, if it ended after that, or was seen in it, or if nothing is known of what was', () => {
    expect(seenAt(state, run('a', 10_002))).toBe(10_002);
    expect(seenAt(state, run('b', 5_000))).toBe(5_000);
    expect(seenAt({ judgedAt: 10_000 }, run('c', 9_990))).toBe(9_990);
  });

  test('is seen when it is recorded to have been, whatever changed since', () => {
    const late = [{ region: 'c', endedAt: 9_990, at: 10_001 }];
    const later = { judgedAt: 12_000, seen: {}, late };
    expect(seenAt(later, run('c', 9_990))).toBe(10_001);
    expect(lateRuns(later, [run('c', 9_990)])).toEqual([]);
  });
});

test('a change of state keeps how long before it the newest runs of each region ended', () => {
  expect(seenOf(series({ a: [-200_000, 10_000], b: [5_000, 10_500] }), 10_000)).toEqual({ a: [0], b: [5_000] });
});

test('whoever lacks a run that a change of state rested on is behind', () => {
  expect(isBehind(state, series({ a: [10_000], b: [5_000] }))).toBe(false);
  expect(isBehind(state, series({ a: [10_000], b: [4_000] }))).toBe(true);
});

test('a run that comes after a later one was looked at is looked at before it', () => {
  const runs = [run('a', 20_000), run('b', 19_000)];
  const looks = looksOf({ before: new Map(), runs, judged: 1 });
  expect(looks.map(({ asOf, series: then }) => [asOf, [...then.keys()]])).toEqual([
    [19_000, ['b']],
    [20_000, ['b', 'a']],
  ]);
});
