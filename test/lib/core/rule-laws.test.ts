import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileRule,
  countHits,
  describeRule,
  holds,
  isStillHigh,
  lackingHits,
  type RateRule,
  type Rule,
  ringSizeOf,
} from '../../../lib/core/rule.ts';
import type { Entry } from '../../../lib/core/series.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { anEntry, NOON } from '../../builders.ts';

const isFail = ({ outcome }: Entry): boolean => outcome === 'fail';
const all = (ring: readonly Entry[]) => ({ ring, begin: 0, end: ring.length });

/** One run a minute, the last at noon; `F` and `P` are of a burst half a minute after its slot. */
function ringOf(word: string): readonly Entry[] {
  return [...word].map((letter, i) => {
    const slot = NOON - (word.length - 1 - i) * MINUTE;
    const outcome = letter.toLowerCase() === 'f' ? 'fail' : 'pass';
    return letter === letter.toLowerCase() ? anEntry(slot, outcome) : anEntry(slot, outcome, 'burst', `us#${i}`);
  });
}

const rate = (share: number, minutes: number, atLeast = 3): RateRule => ({
  share,
  windowMs: minutes * MINUTE,
  atLeast,
});

const count = fc
  .integer({ min: 1, max: 6 })
  .chain((of) => fc.record({ hits: fc.integer({ min: 1, max: of }), of: fc.constant(of) }));
const share = fc.record({
  share: fc.constantFrom(0.1, 0.25, 0.5, 0.75, 1),
  windowMs: fc.integer({ min: 1, max: 10 }).map((minutes) => minutes * MINUTE),
  atLeast: fc.integer({ min: 1, max: 4 }),
});
const rules: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 2 },
    count,
    share,
    fc.record({ either: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ both: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }) }),
  ),
})).rule;
const words = fc.string({ unit: fc.constantFrom('p', 'p', 'f', 'F', 'P'), maxLength: 24 });

/** What the documentation says, written down again without a thought of speed. */
function oracle(rule: Rule, ring: readonly Entry[]): boolean {
  if ('either' in rule) return rule.either.some((one) => oracle(one, ring));
  if ('both' in rule) return rule.both.every((one) => oracle(one, ring));
  if ('share' in rule) {
    const newest = ring.at(-1)?.slot ?? 0;
    const looked = ring.filter(({ run, slot }) => run === 'scheduled' && slot > newest - rule.windowMs);
    const failed = looked.filter(isFail).length;
    return failed >= rule.atLeast && failed >= rule.share * looked.length;
  }
  return ring.slice(-rule.of).filter(isFail).length >= rule.hits;
}

describe('a rule', () => {
  it('of any make holds exactly where what is written of it does', () => {
    fc.assert(
      fc.property(rules, words, (rule, word) => {
        const ring = ringOf(word);
        expect(holds(rule, all(ring), isFail)).toBe(oracle(rule, ring));
      }),
      { numRuns: 500 },
    );
  });

  it('that holds lacks nothing, and one that does not lacks something', () => {
    fc.assert(
      fc.property(rules, words, (rule, word) => {
        const runs = all(ringOf(word));
        expect(lackingHits(rule, runs, isFail) === 0).toBe(holds(rule, runs, isFail));
      }),
      { numRuns: 500 },
    );
  });

  it('of either is no stricter than each of its parts, of both no looser', () => {
    fc.assert(
      fc.property(rules, rules, words, (one, other, word) => {
        const runs = all(ringOf(word));
        const parts = [holds(one, runs, isFail), holds(other, runs, isFail)];
        expect(holds({ either: [one, other] }, runs, isFail)).toBe(parts.includes(true));
        expect(holds({ both: [one, other] }, runs, isFail)).toBe(!parts.includes(false));
      }),
    );
  });

  it('counts no more hits than runs', () => {
    fc.assert(
      fc.property(rules, words, (rule, word) => {
        const { hits, of } = countHits(rule, all(ringOf(word)), isFail);
        expect(hits).toBeLessThanOrEqual(of);
      }),
    );
  });
});

describe('a rate', () => {
  it('needs its share of the runs within the window, and no fewer hits than it says', () => {
    expect(holds(rate(0.5, 6), all(ringOf('ppfpff')), isFail)).toBe(true);
    expect(holds(rate(0.6, 6), all(ringOf('ppfpff')), isFail)).toBe(false);
    expect(holds(rate(0.5, 6), all(ringOf('ff')), isFail)).toBe(false);
    expect(holds(rate(0.5, 6, 2), all(ringOf('ff')), isFail)).toBe(true);
  });

  it('forgets what is as old as its window', () => {
    expect(holds(rate(0.5, 6), all(ringOf('fffppp')), isFail)).toBe(true);
    expect(holds(rate(0.5, 5), all(ringOf('fffppp')), isFail)).toBe(false);
  });

  it('takes no burst for a sample: those look at bad times more often', () => {
    expect(countHits(rate(0.5, 10), all(ringOf('pppfFFFF')), isFail)).toEqual({ hits: 1, of: 4 });
  });

  it('holds at its very share, whatever that is in binary: 7 of 100 are 0.07 of them', () => {
    const percents = fc.record({ percent: fc.integer({ min: 1, max: 100 }), of: fc.integer({ min: 2, max: 120 }) });
    fc.assert(
      fc.property(percents, ({ percent, of }) => {
        const rule = rate(percent / 100, 120, 1);
        // In whole numbers, which are exact.
        const needed = Math.max(1, Math.ceil((percent * of) / 100));
        const failing = (hits: number) => all(ringOf('f'.repeat(hits) + 'p'.repeat(of - hits)));
        expect(holds(rule, failing(needed), isFail), `${percent} % of ${of}`).toBe(true);
        expect(holds(rule, failing(needed - 1), isFail), `${percent} % of ${of}`).toBe(false);
        const half = Math.floor((percent * of) / 200);
        expect(isStillHigh(rule, failing(half), isFail), `half of ${percent} % of ${of}`).toBe(false);
      }),
      { numRuns: 2_000, examples: [[{ percent: 7, of: 100 }], [{ percent: 14, of: 50 }], [{ percent: 28, of: 75 }]] },
    );
  });

  it('is high until its share has fallen to half of what it asks for', () => {
    const six = rate(0.5, 10);
    expect(isStillHigh(six, all(ringOf('fffppppppp')), isFail)).toBe(true);
    expect(isStillHigh(rate(0.6, 10), all(ringOf('fffppppppp')), isFail)).toBe(false);
    expect(isStillHigh({ hits: 1, of: 3 }, all(ringOf('fff')), isFail)).toBe(false);
  });
});

describe('a definition', () => {
  it('of a rate asks for three hits where it does not say', () => {
    expect(compileRule({ share: 0.2, window: '10m' })).toEqual({ share: 0.2, windowMs: 10 * MINUTE, atLeast: 3 });
    expect(
      compileRule({
        either: [
          { share: 0.2, window: '10m', atLeast: 5 },
          { hits: 2, of: 2 },
        ],
      }),
    ).toEqual({
      either: [rate(0.2, 10, 5), { hits: 2, of: 2 }],
    });
  });

  it('reads as a person would say it', () => {
    const composed: Rule = { either: [{ hits: 2, of: 2 }, { both: [rate(0.25, 15), { hits: 3, of: 5 }] }] };
    expect(describeRule(composed)).toBe('2 in a row, or (25 % of 15m, at least 3 and 3 of the last 5)');
  });
});

it('a series remembers what its widest rate looks at, with room for bursts, and never more than 140 runs', () => {
  const size = (minutes: number) => ringSizeOf({ cadenceMs: MINUTE, failWhen: rate(0.2, minutes) });
  expect([size(5), size(20), size(60), size(120), size(600)]).toEqual([40, 40, 80, 140, 140]);
  const contain = { when: rate(0.5, 90) };
  expect(ringSizeOf({ cadenceMs: MINUTE, failWhen: { hits: 2, of: 2 }, contain })).toBe(110);
});
