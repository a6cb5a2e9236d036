import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../../../lib/core/replay/difference.ts';
import { incidentsOf } from '../../../../lib/core/replay/incidents.ts';
import { type ByHand, decided } from './decided.ts';

const between = (first: readonly ByHand[], second: readonly ByHand[]) =>
  differenceOf(incidentsOf(decided(first)), incidentsOf(decided(second)));

describe('two definitions over the same history', () => {
  test('that decide alike have nothing apart, whatever their incidents are named', () => {
    const one = { opened: 5, paged: 6, tripped: 6, ended: 9 };
    expect(between([one], [one])).toEqual({ onlyFirst: [], onlySecond: [], changed: [], same: 1 });
  });

  test.each<[string, ByHand]>([
    ['opened later', { opened: 6, paged: 6, tripped: 6, ended: 9 }],
    ['paged later', { opened: 5, paged: 7, tripped: 6, ended: 9 }],
    ['woke nobody', { opened: 5, warned: 6, tripped: 6, ended: 9 }],
    ['tripped nothing', { opened: 5, paged: 6, ended: 9 }],
  ])('differ in an incident that %s', (_name, other) => {
    const { changed, same } = between([{ opened: 5, paged: 6, tripped: 6, ended: 9 }], [other]);
    expect({ changed: changed.length, same }).toEqual({ changed: 1, same: 0 });
  });

  test('have an incident of their own where the other has none at that time, or of that check', () => {
    const { onlyFirst, onlySecond, same } = between(
      [
        { opened: 5, ended: 9 },
        { check: 'front', opened: 20 },
      ],
      [
        { opened: 10, ended: 12 },
        { check: 'search', opened: 20 },
      ],
    );
    expect([onlyFirst.map(({ id }) => id), onlySecond.map(({ id }) => id), same]).toEqual([
      ['cart-0', 'front-1'],
      ['cart-0', 'search-1'],
      0,
    ]);
  });

  test('count trouble from its first failure on as the same, though only one of them told of it then', () => {
    const { changed } = between([{ first: 5, opened: 6, ended: 7 }], [{ first: 5, opened: 20, paged: 20, ended: 25 }]);
    expect(changed).toHaveLength(1);
  });

  test('of which one has two incidents in the time of one have one more', () => {
    const { changed, onlySecond } = between(
      [{ opened: 5, ended: 30 }],
      [
        { opened: 6, ended: 9 },
        { opened: 20, ended: 25 },
      ],
    );
    expect([changed.length, onlySecond.map(({ id }) => id)]).toEqual([1, ['cart-1']]);
  });

  test('have each incident in one place, and changing their places changes nothing else', () => {
    const some = fc
      .array(
        fc.record({
          check: fc.constantFrom('a', 'b'),
          gap: fc.nat(9),
          lasts: fc.option(fc.nat(9), { nil: undefined }),
          paged: fc.nat(2),
        }),
        { maxLength: 8 },
      )
      .map((list) => {
        let at = 0;
        return list.map(({ check, gap, lasts, paged }): ByHand => {
          at += gap;
          const one = { check, opened: at, paged: at + paged };
          return lasts === undefined ? one : { ...one, ended: at + paged + lasts };
        });
      });
    fc.assert(
      fc.property(some, some, (first, second) => {
        const there = between(first, second);
        const pairs = there.same + there.changed.length;
        expect(pairs + there.onlyFirst.length).toBe(first.length);
        expect(pairs + there.onlySecond.length).toBe(second.length);
        for (const { first: a, second: b } of there.changed) expect(a.check).toBe(b.check);
        expect(between(first, first)).toMatchObject({ onlyFirst: [], onlySecond: [] });
      }),
    );
  });
});
