import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryOf } from '../../../../lib/core/memory.ts';
import { EMPTY_SERIES, type Entry, fold } from '../../../../lib/core/series.ts';
import { budgetLeft, burnRate, countsIn, reaches } from '../../../../lib/core/slo/burn.ts';
import { LEVELS } from '../../../../lib/core/slo/tally.ts';
import { DAY, HOUR, MINUTE } from '../../../../lib/core/time.ts';
import { aCheck, anEntry, NOON } from '../../../builders.ts';

const check = aCheck({ cadenceMs: MINUTE, counted: true, regions: ['eu-west-1'], quorum: 1 });
const seriesOf = (entries: readonly Entry[]) =>
  entries.reduce((series, entry) => fold(series, entry, memoryOf(check)), EMPTY_SERIES);
const countsOf = (entries: readonly Entry[], windowMs: number) =>
  countsIn([{ check, series: new Map([['eu-west-1', seriesOf(entries)]]) }], windowMs, NOON);

const outcomes = fc.array(fc.constantFrom('pass', 'pass', 'warn', 'fail', 'unknown'), { minLength: 1, maxLength: 300 });
const entriesOf = (all: readonly Entry['outcome'][], everyMs = MINUTE): readonly Entry[] =>
  all.map((outcome, i) => anEntry(NOON - (all.length - 1 - i) * everyMs, outcome));

describe('what is counted of a window', () => {
  it('is every scheduled run once, be it in the ring or gone from it', () => {
    fc.assert(
      fc.property(outcomes, (all) => {
        const counted = countsOf(entriesOf(all), 30 * DAY);
        const of = (...names: string[]): number => all.filter((one) => names.includes(one)).length;
        expect(counted).toMatchObject({
          good: of('pass', 'warn'),
          bad: of('fail'),
          unknown: of('unknown'),
          upstream: 0,
        });
      }),
    );
  });

  it('of the newest runs is exact; of what left the ring it reaches back by less than a bucket too far', () => {
    fc.assert(
      fc.property(outcomes, fc.constantFrom(5 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR), (all, windowMs) => {
        const entries = entriesOf(all);
        const bad = (ms: number): number =>
          entries.filter(({ slot, outcome }) => outcome === 'fail' && slot > NOON - ms).length;
        const counted = countsOf(entries, windowMs).bad;
        expect(counted).toBeGreaterThanOrEqual(bad(windowMs));
        const width = windowMs <= HOUR ? LEVELS[0].widthMs : LEVELS[1].widthMs;
        expect(counted).toBeLessThanOrEqual(bad(windowMs + width));
        if (windowMs <= 30 * MINUTE) expect(counted).toBe(bad(windowMs));
      }),
    );
  });

  it('does not hang on the order in which runs come, while they are not older than the ring, nor on how often', () => {
    const short = fc.array(fc.constantFrom('pass', 'warn', 'fail', 'unknown'), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(short, fc.infiniteStream(fc.nat(19)), (all, late) => {
        const entries = entriesOf(all as Entry['outcome'][]);
        // Each comes up to 19 slots late, and some twice.
        const coming = entries
          .flatMap((entry, i) =>
            [entry, ...(i % 7 === 0 ? [entry] : [])].map((one) => ({ one, at: i + (late.next().value ?? 0) })),
          )
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(countsOf(coming, 30 * DAY)).toEqual(countsOf(entries, 30 * DAY));
      }),
    );
  });

  it('has no bursts in it, nor watch runs: they look at bad times more often', () => {
    const entries = [
      anEntry(NOON - MINUTE, 'pass'),
      anEntry(NOON, 'fail', 'burst', 'us#1'),
      anEntry(NOON, 'fail', 'watch'),
    ];
    expect(countsOf(entries, HOUR)).toMatchObject({ good: 1, bad: 0 });
  });

  it('is remembered in few numbers, however long it lasts: 90 days at one run in ten minutes', () => {
    const entries = entriesOf(
      Array.from({ length: 90 * 24 * 6 }, (_, i) => (i % 100 === 0 ? 'fail' : 'pass')),
      10 * MINUTE,
    );
    const series = seriesOf(entries);
    expect(series.tally?.length).toBeLessThan(150);
    const counted = countsOf(entries, 90 * DAY);
    expect(counted.good + counted.bad).toBe(entries.length);
  });
});

describe('arithmetic', () => {
  it('a budget that burns at rate one is just spent at the end of its window', () => {
    const budget = { budget: 0.001 };
    expect(burnRate(budget, { good: 999, bad: 1, unknown: 0, upstream: 0 })).toBeCloseTo(1, 10);
    expect(budgetLeft(budget, { good: 999, bad: 1, unknown: 0, upstream: 0 })).toBeCloseTo(0, 10);
    expect(budgetLeft(budget, { good: 9_999, bad: 1, unknown: 5, upstream: 7 })).toBeCloseTo(0.9, 10);
    expect(budgetLeft(budget, { good: 99, bad: 1, unknown: 0, upstream: 0 })).toBeCloseTo(-9, 10);
  });

  it('of no run at all nothing is spent', () => {
    const none = { good: 0, bad: 0, unknown: 3, upstream: 2 };
    expect([burnRate({ budget: 0.001 }, none), budgetLeft({ budget: 0.001 }, none)]).toEqual([0, 1]);
  });
});

describe('a rate that is reached', () => {
  it('is so at the very number of bad runs, of every objective and factor: they are decimals, and counting is exact', () => {
    const thousandths = fc.constantFrom(10_000, 5_000, 1_000, 500, 100);
    const tenths = fc.constantFrom(144, 60, 30, 10);
    fc.assert(
      fc.property(thousandths, tenths, fc.integer({ min: 1, max: 20_000 }), (budget, factor, of) => {
        // Bad runs that reach it, in whole numbers: factor / 10 × budget / 1,000,000 × of.
        const needed = Math.ceil((factor * budget * of) / 10_000_000);
        const rate = (bad: number): number =>
          burnRate({ budget: budget / 1_000_000 }, { good: of - bad, bad, unknown: 0, upstream: 0 });
        fc.pre(needed <= of);
        expect(reaches(rate(needed), factor / 10)).toBe(true);
        expect(reaches(rate(needed - 1), factor / 10)).toBe(false);
      }),
      { numRuns: 2_000, examples: [[10_000, 144, 125]] },
    );
  });
});
