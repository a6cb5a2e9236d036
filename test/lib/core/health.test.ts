import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthOf, knownRuns } from '../../../lib/core/health.ts';
import type { Rule } from '../../../lib/core/rule.ts';
import { EMPTY_SERIES, type Entry, fold, type Series } from '../../../lib/core/series.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { aCheck, anEntry, aSeries, NOON } from '../../builders.ts';

const TWO: Rule = { hits: 2, of: 2 };

function health(word: string, failWhen: Rule = TWO, recover = 2) {
  return healthOf({ failWhen, recoverWhen: { hits: recover, of: recover } }, aSeries(word).ring);
}

describe('a region', () => {
  it.each([
    ['ppp', 'well'],
    ['ppf', 'suspect'],
    ['pff', 'failing'],
    ['pffp', 'failing'],
    ['pffpp', 'well'],
    ['pffpfpp', 'well'],
    ['pfpp', 'well'],
    ['pfp', 'suspect'],
  ] as const)('of runs %s is %s', (word, expected) => {
    expect(health(word).state).toBe(expected);
  });

  it('fails by ofLast however many runs pass between the failures', () => {
    const rule: Rule = { hits: 3, of: 9 };
    expect(health('fppfpp', rule).state).toBe('well');
    expect(health('fppfppf', rule).state).toBe('failing');
    expect(health('fpppfpppp', rule).state).toBe('well');
    expect(health('fppppfppppf', rule).state).toBe('suspect');
  });

  it('that failed and is well does not fail again by failures from before', () => {
    const rule: Rule = { hits: 3, of: 9 };
    expect(health('fffpp', rule).state).toBe('well');
    expect(health('fffppf', rule).state).toBe('suspect');
    expect(health('fffppfpf', rule).state).toBe('suspect');
    expect(health('fffppfpff', rule).state).toBe('failing');
  });

  it('fails since the first run that the rule looked at', () => {
    const { since } = health('fppfppf', { hits: 3, of: 9 });
    expect(since).toBe(NOON - 6 * 10_000);
    expect(health('ppppff').since).toBe(NOON - 10_000);
  });

  it('that fails by a rate is not well while the rate is high, whatever the newest runs say', () => {
    const rule: Rule = { share: 0.5, windowMs: 10 * 10_000, atLeast: 3 };
    expect(health('pfffff', rule).state).toBe('failing');
    expect(health('pfffffpp', rule).state).toBe('failing');
    expect(health('pfffffppppppp', rule).state).toBe('failing');
    expect(health('pfffffppppppppp', rule).state).toBe('well');
  });

  it('is degraded by its own rule of warnings, and only while it is well', () => {
    const rules = { failWhen: TWO, recoverWhen: { hits: 2, of: 2 }, degradedWhen: { hits: 3, of: 4 } };
    expect(healthOf(rules, aSeries('pwwp').ring).degraded).toBe(false);
    expect(healthOf(rules, aSeries('pwww').ring).degraded).toBe(true);
    expect(healthOf(rules, aSeries('wwwff').ring).degraded).toBe(false);
  });
});

describe('whatever a region’s runs are', () => {
  const outcomes = fc.array(fc.constantFrom('p', 'w', 'f', 'F', 'P'), { maxLength: 30 }).map((all) => all.join(''));
  const rules = fc.constantFrom<Rule>(
    TWO,
    { hits: 1, of: 1 },
    { hits: 3, of: 7 },
    { share: 0.4, windowMs: 80_000, atLeast: 2 },
  );

  it('it is failing when its rule holds at a failure now', () => {
    fc.assert(
      fc.property(outcomes, rules, fc.integer({ min: 1, max: 4 }), (word, rule, recover) => {
        const before = health(word, rule, recover);
        const { lacking } = before;
        const after = health(word + 'F'.repeat(lacking), rule, recover);
        if (before.state === 'failing') expect(lacking).toBe(0);
        // A burst is no sample of a rate: there it is the next scheduled run that tells.
        if (!('share' in rule)) expect(after.state).toBe('failing');
      }),
    );
  });

  it('it is well after enough passes, and then nothing is wrong', () => {
    fc.assert(
      fc.property(outcomes, rules, (word, rule) => {
        const { state, degraded, recovered } = health(`${word}${'p'.repeat(20)}`, rule);
        expect([state, degraded, recovered]).toEqual(['well', false, true]);
      }),
    );
  });

  it('runs that could not be told change nothing of it', () => {
    const places = fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 10 });
    fc.assert(
      fc.property(outcomes, rules, places, (word, rule, unknown) => {
        const ring = aSeries(word).ring;
        const blind = ring.filter((_, i) => unknown.includes(i)).map(({ slot }) => anEntry(slot + 1, 'unknown'));
        const mixed: Series = { ring: [...ring, ...blind].sort((a, b) => a.slot - b.slot) };
        const check = aCheck({ failWhen: rule });
        const known = (series: Series): readonly Entry[] => knownRuns(series, check);
        expect(healthOf(check, known(mixed))).toEqual(healthOf(check, known({ ring })));
      }),
    );
  });

  it('the order in which they come, and how often, changes nothing of it', () => {
    fc.assert(
      fc.property(outcomes, rules, fc.infiniteStream(fc.nat()), (word, rule, chance) => {
        const { ring } = aSeries(word);
        const shuffled = [...ring, ...ring.slice(0, 5)]
          .map((entry) => ({ entry, at: chance.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .reduce((series, { entry }) => fold(series, entry), EMPTY_SERIES);
        expect(healthOf(aCheck({ failWhen: rule }), shuffled.ring)).toEqual(healthOf(aCheck({ failWhen: rule }), ring));
      }),
    );
  });
});

it('what was before a time in which nothing was seen at all says nothing of now', () => {
  const old = aSeries('ff', NOON - 10 * MINUTE).ring;
  const series = aSeries('p').ring.reduce((all, entry) => fold(all, entry), { ring: old } as Series);
  expect(knownRuns(series, aCheck()).map(({ outcome }) => outcome)).toEqual(['pass']);
});

it('a rate does not find in the rest of an old window what all of it did not hold', () => {
  const failWhen: Rule = { share: 0.3, windowMs: 200_000, atLeast: 3 };
  const rules = { failWhen, recoverWhen: { hits: 2, of: 2 } };
  const { ring } = aSeries(`${'p'.repeat(16)}ffpppfff${'p'.repeat(16)}`);
  expect(healthOf(rules, ring).state).toBe('well');
  for (let left = ring.length; left > 10; left -= 1) {
    expect(healthOf(rules, ring.slice(-left), 10_000).state, `${left} runs left`).toBe('well');
  }
});
