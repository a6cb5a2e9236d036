import { describe, expect, it, vi } from 'vitest';
import type { Change } from '../../../lib/core/change.ts';
import { compileDetection, type Sensitivity } from '../../../lib/core/detect/sensitivity.ts';
import { judge } from '../../../lib/core/judge.ts';
import { isUnusual } from '../../../lib/core/judge-anomaly.ts';
import { memoryOf } from '../../../lib/core/memory.ts';
import type { Outcome } from '../../../lib/core/result.ts';
import { EMPTY_SERIES, fold, type Series } from '../../../lib/core/series.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { aCheck, anEntry, aTrip, NOON, REGIONS } from '../../builders.ts';
import { WARM_AFTER } from '../../fake-detector.ts';

vi.mock('../../../lib/core/detect/detector.ts', () => import('../../fake-detector.ts'));
vi.mock('../../../lib/core/detect/fuse.ts', () => import('../../fake-detector.ts'));

function watched(sensitivity: Sensitivity = 'normal', changes: Parameters<typeof aCheck>[0] = {}) {
  const detect = compileDetection({ sensitivity });
  return aCheck({ cadenceMs: MINUTE, ...(detect && { detect }), ...changes });
}

/** Runs a minute apart, the last at noon: `calm` of 100 ms, then those of `tail`. */
function aPast(tail: readonly (number | Outcome)[], calm = WARM_AFTER, check = watched()): Series {
  const runs = [...Array.from({ length: calm }, () => 100), ...tail];
  return runs.reduce<Series>((series, run, i) => {
    const slot = NOON - (runs.length - 1 - i) * MINUTE;
    const entry = typeof run === 'number' ? { ...anEntry(slot, 'pass'), total: run } : anEntry(slot, run);
    return fold(series, entry, memoryOf(check));
  }, EMPTY_SERIES);
}

const everywhere = (one: Series) => new Map(REGIONS.map((region) => [region, one]));
const asOf = NOON + 50;

describe('a check that the rules have nothing against', () => {
  it('is degraded from the evidence on that its sensitivity asks for', () => {
    const found = (sensitivity: Sensitivity, slow: number) =>
      judge(watched(sensitivity), everywhere(aPast(Array(slow).fill(150))), asOf).name;
    expect([2, 3, 4, 5, 6].map((slow) => found('normal', slow))).toEqual([
      'up',
      'up',
      'degraded',
      'degraded',
      'degraded',
    ]);
    expect([4, 5, 6].map((slow) => found('low', slow))).toEqual(['up', 'up', 'degraded']);
    expect([3, 4].map((slow) => found('high', slow))).toEqual(['up', 'degraded']);
  });

  it('is told with the expected range, the value, since when, for how many runs, which alternative and where', () => {
    const { what, evidence, containable } = judge(watched(), everywhere(aPast([150, 150, 150, 150, 150])), asOf);
    expect(what).toBe('recommendations is slower than usual in all 3 regions: 150 ms, expected 90 to 110 ms');
    expect(evidence.rule).toBe('anomaly, from evidence 1 on; it is 1.25');
    expect(evidence.firstFailureAt).toBe(NOON - 4 * MINUTE);
    expect(evidence.votes.map(({ vote, unusual }) => [vote, unusual])).toEqual(
      REGIONS.map(() => [
        'degraded',
        'shift since 2026-11-22 11:56:00 UTC, for 5 runs (4m): 150 ms, expected 90 to 110 ms, evidence 1.25',
      ]),
    );
    expect(containable).toBe(false);
  });

  it('touches no switch by an anomaly, whatever its trip asks for', () => {
    const check = watched('normal', { contain: aTrip({ when: { hits: 1, of: 1 }, quorum: 1 }) });
    const verdict = judge(check, everywhere(aPast(Array(9).fill(900))), asOf);
    expect([verdict.name, verdict.containable]).toEqual(['degraded', false]);
  });

  it('says in which region alone it is seen', () => {
    const series = everywhere(aPast([100, 100, 100, 100, 100])).set('us-east-1', aPast([150, 150, 150, 150, 150]));
    const { what, evidence } = judge(watched(), series, asOf);
    expect(what).toMatch(/slower than usual in us-east-1 and in no other of 3 regions/);
    expect(evidence.votes.map(({ vote }) => vote)).toEqual(['passing', 'degraded', 'passing']);
  });

  it('stays degraded until the evidence is below half in every region', () => {
    const at = (tail: readonly number[], isStanding: boolean) =>
      judge(watched(), everywhere(aPast(tail)), asOf, { isStanding }).name;
    const slow = [150, 150, 150, 150];
    expect([at([...slow, 100], false), at([...slow, 100], true)]).toEqual(['up', 'degraded']);
    expect(at([...slow, 100, 100], true)).toBe('up');
  });

  it('is up while it is cold, and is looked at only when half of the evidence is there', () => {
    expect(judge(watched(), everywhere(aPast(Array(9).fill(900), 5)), asOf).name).toBe('up');
    const calm = everywhere(aPast([100]));
    expect(isUnusual(watched(), evidenceOf(calm.values()))).toBe(false);
    expect(isUnusual(watched(), evidenceOf(everywhere(aPast([150, 150])).values()))).toBe(true);
    expect(isUnusual(aCheck(), evidenceOf(everywhere(aPast([150, 150])).values()))).toBe(false);
  });

  it('is not judged by regions that are silent', () => {
    const series = new Map([['us-east-1', aPast(Array(9).fill(150))]]);
    expect(judge(watched(), series, NOON + 10 * MINUTE).name).toBe('unknown');
  });
});

it('what the rules find comes before an anomaly', () => {
  const down = judge(watched(), everywhere(aPast([150, 150, 150, 150, 150, 'fail', 'fail'])), asOf);
  expect(down.name).toBe('down');
  expect(down.what).toBeUndefined();
});

describe('a change on record', () => {
  const deploy: Change = { at: NOON - 8 * MINUTE, what: 'deploy shop 1.4.2' };
  const shift = (ms: number) => everywhere(aPast(Array(7).fill(ms)));

  it('explains a shift of at most a quarter that begins soon after it: nobody is told, and it is named', () => {
    const { name, anomaly, evidence } = judge(watched(), shift(115), asOf, { changes: [deploy] });
    expect([name, anomaly?.isExplained]).toEqual(['up', true]);
    expect(evidence.notes?.[0]).toMatch(
      /^since deploy shop 1\.4\.2 at 2026-11-22 11:52:00 UTC latency is \+15 %: a change on record explains/,
    );
  });

  it('that costs more is named, and does not keep anybody from being told', () => {
    const { name, evidence } = judge(watched(), shift(130), asOf, { changes: [deploy] });
    expect(name).toBe('degraded');
    expect(evidence.notes?.[0]).toMatch(/^since deploy shop 1\.4\.2 at .* latency is \+30 %/);
  });

  it.each([
    ['long before it', { ...deploy, at: NOON - 60 * MINUTE }],
    ['after it', { ...deploy, at: NOON - MINUTE }],
    ['of another check', { ...deploy, checks: ['storefront'] }],
  ])('explains nothing %s', (_when, change) => {
    const { name, anomaly } = judge(watched(), shift(115), asOf, { changes: [change] });
    expect([name, anomaly?.change]).toEqual(['degraded', undefined]);
  });
});
