import { describe, expect, it } from 'vitest';
import { calmCheck } from '../../../../lib/core/advance-check.ts';
import { bookFailures } from '../../../../lib/core/book-failures.ts';
import { memoryOf } from '../../../../lib/core/memory.ts';
import type { Outcome } from '../../../../lib/core/result.ts';
import { EMPTY_SERIES, fold, type Series } from '../../../../lib/core/series.ts';
import { decideSlo } from '../../../../lib/core/slo/decide-slo.ts';
import { judgeSlo } from '../../../../lib/core/slo/judge-slo.ts';
import type { Slo } from '../../../../lib/core/slo/slo.ts';
import { DAY, HOUR, MINUTE } from '../../../../lib/core/time.ts';
import { aCheck, anEntry, NOON, REGIONS } from '../../../builders.ts';
import { POLICY } from '../lived.ts';

const check = aCheck({ cadenceMs: MINUTE, counted: true });
const slo: Slo = {
  id: 'check.recommendations',
  budget: 0.001,
  objective: 99.9,
  windowMs: 30 * DAY,
  checks: [check.id],
};

type Answer = (minutesAgo: number, region: number) => Outcome;

/** What regions remember of a run a minute for so many minutes until noon. */
function lived(minutes: number, answer: Answer, regions: readonly string[] = REGIONS, of = check) {
  const series = new Map<string, Series>();
  for (const [r, region] of regions.entries()) {
    let one = EMPTY_SERIES;
    for (let ago = minutes; ago > 0; ago -= 1)
      one = fold(one, anEntry(NOON - ago * MINUTE, answer(ago, r)), memoryOf(of));
    series.set(region, one);
  }
  return { check: { ...of, regions }, series };
}

const verdictOf = (minutes: number, answer: Answer, regions?: readonly string[]) =>
  judgeSlo(slo, [lived(minutes, answer, regions)], NOON).name;

describe('a burn-rate alert', () => {
  it('fires when both windows burn too fast', () => {
    // One in 20 fails: fifty times the allowed rate, in the last hour and in the last five minutes.
    expect(verdictOf(120, (ago) => (ago % 20 === 1 ? 'fail' : 'pass'))).toBe('down');
  });

  it('wakes nobody when the short one has stopped: what is left of it can wait', () => {
    expect(verdictOf(120, (ago) => (ago > 35 && ago % 20 === 1 ? 'fail' : 'pass'))).toBe('degraded');
  });

  it('does not when the long one does not matter yet: three bad runs in an hour of a budget of one in a hundred', () => {
    const member = lived(120, (ago) => (ago === 1 ? 'fail' : 'pass'));
    expect(judgeSlo({ ...slo, budget: 0.01 }, [member], NOON).name).toBe('up');
    expect(judgeSlo(slo, [member], NOON).name).toBe('down');
  });

  it('needs three bad runs from two regions, or one bad run proves a rate', () => {
    expect(verdictOf(60, (ago, region) => (ago === 1 && region < 2 ? 'fail' : 'pass'))).toBe('up');
    expect(verdictOf(60, (ago, region) => (ago <= 3 && region === 0 ? 'fail' : 'pass'))).toBe('up');
    expect(verdictOf(60, (ago, region) => (ago <= 2 && region < 2 ? 'fail' : 'pass'))).toBe('down');
    expect(verdictOf(60, (ago) => (ago <= 3 ? 'fail' : 'pass'), ['eu-west-1'])).toBe('down');
  });

  it('of a slower burn can wait until the morning', () => {
    // One in 200: five times the allowed rate. 6 h/30 min wants six, 1 d/2 h wants three.
    const slow: Answer = (ago, region) => ((ago + region * 67) % 200 === 1 ? 'fail' : 'pass');
    expect(verdictOf(2 * 24 * 60, slow)).toBe('degraded');
  });

  it('of a shorter window asks for less: the same share of the budget is spent', () => {
    const week: Slo = { ...slo, windowMs: 7 * DAY, budget: 0.01 };
    // One in 25, four times the allowed rate; 14.4 × 7 / 30 is 3.36.
    const member = lived(180, (ago, region) => ((ago + region * 8) % 25 === 1 ? 'fail' : 'pass'));
    expect(judgeSlo(week, [member], NOON).name).toBe('down');
    expect(judgeSlo({ ...week, windowMs: 30 * DAY }, [member], NOON).name).not.toBe('down');
  });
});

describe('what is not counted', () => {
  const bad: Answer = (ago) => (ago <= 30 ? 'fail' : 'pass');

  it('is what the monitor itself could not tell, which is booked apart', () => {
    const member = lived(60, (ago) => (ago <= 30 ? 'unknown' : 'pass'));
    const { name, evidence } = judgeSlo(slo, [member], NOON);
    expect(name).toBe('up');
    expect(evidence.notes).toContain("90 runs could not be told, by the monitor's own fault");
  });

  it('is what a parent upstream broke, which is booked apart', () => {
    const { check: of, series } = lived(60, bad);
    const blamed = new Map(
      [...series].map(([region, one]) => [region, bookFailures(one, { upstreamFrom: NOON - HOUR, toldBefore: 0 })]),
    );
    const { name, evidence } = judgeSlo(slo, [{ check: of, series: blamed }], NOON);
    expect(name).toBe('up');
    expect(evidence.notes).toContain('90 failed runs are booked to what is upstream');
    expect(judgeSlo(slo, [{ check: of, series }], NOON).name).toBe('down');
  });

  it('is what failed in a maintenance, also when it has left the ring', () => {
    const maintenance = [{ from: NOON - HOUR, to: NOON }];
    for (const minutes of [60, 200]) {
      const planned = lived(minutes, bad, REGIONS, { ...check, maintenance });
      expect(judgeSlo(slo, [planned], NOON).name).toBe('up');
    }
    const before = lived(200, (ago) => (ago > 60 && ago <= 90 ? 'fail' : 'pass'), REGIONS, { ...check, maintenance });
    const left = judgeSlo(slo, [before], NOON).evidence.notes?.[0];
    expect(left).toBe('0 % of the error budget of 30d is left');
  });
});

describe('the evidence', () => {
  it('says since when it burns: the first bad run of the window, and not a guess', () => {
    const verdict = judgeSlo(slo, [lived(120, (ago) => (ago === 33 || ago <= 3 ? 'fail' : 'pass'))], NOON);
    expect(verdict.name).toBe('down');
    expect(verdict.evidence.firstFailureAt).toBe(NOON - 33 * MINUTE);
  });

  it('says the rate, the runs and what is left', () => {
    const { evidence, what } = judgeSlo(slo, [lived(60, (ago) => (ago % 20 === 1 ? 'fail' : 'pass'))], NOON);
    expect(evidence.rule).toBe('14.4 times the allowed rate over 1h and 5m; it is 50.0 and 250.0, 9 of 180 runs');
    expect(what).toBe('the error budget of check recommendations (99.9 %) burns 50.0 times as fast as it may, over 1h');
    expect(evidence.votes.map(({ failures, of }) => [failures, of])).toEqual([
      [3, 60],
      [3, 60],
      [3, 60],
    ]);
  });
});

describe('an incident of the budget', () => {
  const member = lived(60, (ago) => (ago % 20 === 1 ? 'fail' : 'pass'));
  const decide = (state: Parameters<typeof decideSlo>[1][number]['state']) =>
    decideSlo(slo, [{ ...member, state }], calmCheck('$slo:x'), { ...POLICY, check: '$slo:x' }, NOON);

  it('pages when the check itself is calm', () => {
    expect(decide(undefined).incident?.severity).toBe('critical');
    expect(decide(calmCheck(check.id)).incident?.severity).toBe('critical');
  });

  it('is held while the check is down itself, and half an hour after: it would be the same page again', () => {
    const down = { ...calmCheck(check.id), verdict: 'down' as const, since: NOON - 5 * MINUTE };
    expect(decide(down).incident).toBeUndefined();
    expect(decide({ ...calmCheck(check.id), since: 1, endedAt: NOON - 29 * MINUTE }).incident).toBeUndefined();
    expect(decide({ ...calmCheck(check.id), since: 1, endedAt: NOON - 31 * MINUTE }).incident).toBeDefined();
  });

  it('is held while the results of the check say that it is down, though nobody has decided so yet', () => {
    const failing = lived(60, (ago) => (ago <= 5 ? 'fail' : 'pass'));
    const state = decideSlo(
      slo,
      [{ ...failing, state: undefined }],
      calmCheck('$slo:x'),
      { ...POLICY, check: '$slo:x' },
      NOON,
    );
    expect(judgeSlo(slo, [failing], NOON).name).toBe('down');
    expect(state.incident).toBeUndefined();
  });
});
