import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EMPTY_SERIES, type Entry, fold, RING_SIZE } from '../../../lib/core/series.ts';
import { anEntry, NOON } from '../../builders.ts';

const entries = fc
  .uniqueArray(
    fc.record({
      i: fc.integer({ min: 0, max: 80 }),
      run: fc.constantFrom('scheduled' as const, 'burst' as const, 'watch' as const),
      outcome: fc.constantFrom('pass' as const, 'fail' as const),
    }),
    { selector: ({ i, run }) => `${i}${run}`, maxLength: 120 },
  )
  .map((all) => all.map(({ i, run, outcome }): Entry => anEntry(NOON + i * 10_000, outcome, run)));

it('the order in which runs come does not matter, nor how often', () => {
  fc.assert(
    fc.property(entries, fc.infiniteStream(fc.nat()), (all, picks) => {
      const inOrder = all.reduce((series, entry) => fold(series, entry), EMPTY_SERIES);
      const shuffled = [...all, ...all.slice(0, 20)]
        .map((entry) => ({ entry, rank: picks.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry);
      expect(shuffled.reduce((series, entry) => fold(series, entry), EMPTY_SERIES)).toEqual(inOrder);
    }),
  );
});

it('the newest runs stay, ordered by slot', () => {
  const many = Array.from({ length: 100 }, (_, i) => anEntry(NOON + i * 10_000, 'pass'));
  const { ring } = many.reduce((series, entry) => fold(series, entry), EMPTY_SERIES);
  expect(ring).toHaveLength(RING_SIZE);
  expect(ring.at(-1)?.slot).toBe(many.at(-1)?.slot);
  expect(ring.map(({ slot }) => slot)).toEqual(ring.map(({ slot }) => slot).sort((a, b) => a - b));
});

it('a run that is there already returns the very same series', () => {
  const one = fold(EMPTY_SERIES, anEntry(NOON, 'pass'));
  expect(fold(one, anEntry(NOON, 'fail'))).toBe(one);
});
