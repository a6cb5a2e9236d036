import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeRule, holds, lackingHits } from '../../../lib/core/rule.ts';
import type { Entry } from '../../../lib/core/series.ts';
import { anEntry, aSeries, NOON } from '../../builders.ts';

const all = (ring: readonly Entry[]) => ({ ring, begin: 0, end: ring.length });
const isFail = ({ outcome }: { outcome: string }): boolean => outcome === 'fail';

it.each([
  ['pff', { hits: 2, of: 2 }, true],
  ['fpf', { hits: 2, of: 2 }, false],
  ['fpfpf', { hits: 3, of: 5 }, true],
  ['ffpppp', { hits: 2, of: 4 }, false],
  ['f', { hits: 2, of: 2 }, false],
  ['', { hits: 1, of: 1 }, false],
])('%s under %o: %s', (word, rule, expected) => {
  expect(holds(rule, all(aSeries(word).ring), isFail)).toBe(expected);
});

it('as many further failures as are lacking make the rule hold, and no fewer', () => {
  const rule = fc
    .integer({ min: 1, max: 8 })
    .chain((of) => fc.record({ hits: fc.integer({ min: 1, max: of }), of: fc.constant(of) }));
  const word = fc.string({ unit: fc.constantFrom('p', 'f'), maxLength: 12 });
  fc.assert(
    fc.property(rule, word, (one, letters) => {
      const { ring } = aSeries(letters);
      const lacking = lackingHits(one, all(ring), isFail);
      const after = (count: number) => [
        ...ring,
        ...Array.from({ length: count }, (_, i) => anEntry(NOON + (i + 1) * 10_000, 'fail')),
      ];
      expect(holds(one, all(after(lacking)), isFail)).toBe(true);
      if (lacking > 0) expect(holds(one, all(after(lacking - 1)), isFail)).toBe(false);
    }),
  );
});

it('reads as a person would say it', () => {
  expect(describeRule({ hits: 2, of: 2 })).toBe('2 in a row');
  expect(describeRule({ hits: 3, of: 5 })).toBe('3 of the last 5');
});
