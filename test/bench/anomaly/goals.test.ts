import { expect, test } from 'vitest';
import { type Goal, goalsOf, verdictOf } from '../../../bench/anomaly/goals.ts';

const goal = (bound: Goal['bound'], measured: number): Goal => ({ what: '', bound, limit: 10, wish: 20, measured });

test('a goal is met at its limit, and what was not measured is neither met nor missed', () => {
  expect(verdictOf(goal('at least', 9.99))).toBe('MISSED');
  expect(verdictOf(goal('at least', 10))).toBe('met');
  expect(verdictOf(goal('at least', 20))).toBe('met, and the wish');
  expect(verdictOf({ what: '', bound: 'at most', limit: 10, measured: 10 })).toBe('met');
  expect(verdictOf({ what: '', bound: 'at most', limit: 10, measured: 10.01 })).toBe('MISSED');
  expect(verdictOf(goal('at most', Number.NaN))).toBe('SKIPPED');
});

test('nothing measured skips every goal', () => {
  const goals = goalsOf({ families: [] });
  expect(goals.length).toBeGreaterThan(10);
  expect(new Set(goals.map(verdictOf))).toEqual(new Set(['SKIPPED']));
});
