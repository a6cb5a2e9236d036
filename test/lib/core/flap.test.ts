import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceCheck } from '../../../lib/core/advance-check.ts';
import type { CheckPolicy } from '../../../lib/core/incident-step.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { aVerdict, live, POLICY, pages } from './lived.ts';

const without: CheckPolicy = { ...POLICY, flapping: undefined as never };
const of = (changes: number, minutes: number): CheckPolicy => ({
  ...POLICY,
  flapping: { changes, windowMs: minutes * MINUTE },
});

describe('a check that goes up and down', () => {
  it('pages once, says that it flaps, and is told of once a window while it lasts', () => {
    const { told, state } = live('uddduuu'.repeat(6));
    expect(told).toEqual([
      '1 trigger critical',
      '4 resolve critical',
      '8 trigger warning',
      '23 update warning',
      '38 update warning',
    ]);
    expect(state.verdict).toBe('flapping');
  });

  it('pages each time where nothing is said of flapping', () => {
    expect(pages(live('uddduuu'.repeat(6), without))).toBe(6);
  });

  it('is one incident from when it flaps, however often it turns', () => {
    const { events } = live('uddduuu'.repeat(8));
    expect(events.filter((event) => event.endsWith('opened'))).toEqual(['1 opened', '8 opened']);
  });

  it('does not flap when its turns lie further apart than the window', () => {
    const word = `${'d'.repeat(8)}${'u'.repeat(8)}`.repeat(4);
    expect(live(word).told.every((one) => !one.includes('warning'))).toBe(true);
    expect(pages(live(word))).toBe(4);
  });

  it('is resolved when it was well for half the window, with what it was before', () => {
    const life = live(`${'uddduuu'.repeat(2)}${'u'.repeat(10)}`);
    expect(life.told.at(-1)).toBe('19 resolve warning');
    expect(life.state.verdict).toBe('up');
    expect(life.state.flap).toBeUndefined();
  });

  it('is down, and pages, when it stays down twice as long as it lately stayed anything', () => {
    const { told, state } = live(`uddduuu${'d'.repeat(10)}`);
    expect(told.slice(2)).toEqual(['7 trigger warning', '13 update critical']);
    expect(state.verdict).toBe('down');
    const quick = live(`uduud${'d'.repeat(10)}`);
    expect(quick.told.slice(2)).toEqual(['4 trigger warning', '8 update critical']);
  });

  it('pages on entry when nobody was woken before: an open warning, or turns that were not pages', () => {
    const { told } = live('ududu', of(2, 15));
    expect(told[0]).toBe('1 trigger critical');
    expect(told.filter((one) => one.includes('critical'))).toContain('2 update critical');
  });

  it('is neither ended nor made worse by what is unknown', () => {
    const life = live(`uddduuu${'d?'.repeat(1)}${'?'.repeat(20)}`);
    expect(life.state.verdict).toBe('flapping');
  });

  it('is not turned to and fro by who saw less, and says so later', () => {
    const { state } = live('uddduuudduu');
    const [verdict, turns] = [state.verdict, state.turns?.length];
    expect([verdict, turns, state.flap?.side]).toEqual(['flapping', 3, 'well']);
    const late = advanceCheck(state, { type: 'verdict', verdict: aVerdict('down', 8.9) }, POLICY);
    expect(late).toBe(state);
  });

  it('never pages more than once in a window, whatever it does, while it flaps', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('d', 'u', 'u', 'p'), { minLength: 60, maxLength: 60 }), (letters) => {
        const word = letters.join('');
        const { told } = live(word);
        const ordinary = live(word, without);
        expect(told.filter((one) => one.includes('trigger critical')).length).toBeLessThanOrEqual(pages(ordinary));
        // Whoever was woken hears the end of it.
        const opened = told.filter((one) => one.includes('trigger')).length;
        const ended = told.filter((one) => one.includes('resolve')).length;
        expect(opened - ended).toBeLessThanOrEqual(1);
        expect(opened - ended).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
