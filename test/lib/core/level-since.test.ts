import { describe, expect, it } from 'vitest';
import { compileDetection } from '../../../lib/core/detect/sensitivity.ts';
import { judge } from '../../../lib/core/judge.ts';
import { withLevelSince } from '../../../lib/core/level-since.ts';
import { memoryOf } from '../../../lib/core/memory.ts';
import { EMPTY_SERIES, type Entry, fold, type Series } from '../../../lib/core/series.ts';
import { DAY, MINUTE } from '../../../lib/core/time.ts';
import type { Verdict } from '../../../lib/core/verdict.ts';
import { aCheck, anEntry, NOON, REGIONS } from '../../builders.ts';
import { seeded } from '../../simulation/timeline.ts';

const expected = { low: 90, typical: 100, high: 110 };
const base = { evidence: 1, said: [], expected, value: 104, isCold: false };

/** Runs a minute apart, the last at noon. */
const ringOf = (...totals: readonly (number | Partial<Entry>)[]): readonly Entry[] =>
  totals.map((one, i) => {
    const entry = anEntry(NOON - (totals.length - 1 - i) * MINUTE, 'pass');
    return { ...entry, ...(typeof one === 'number' ? { total: one } : one) };
  });

const since = (runs: number): number => NOON - (runs - 1) * MINUTE;

describe('the value that is told of a finding', () => {
  it('is the median of the runs since it began', () => {
    const ring = ringOf(100, 100, 180, 220, 190);
    expect(withLevelSince({ ...base, by: 'burst', since: since(3) }, ring).value).toBe(190);
  });

  it('leaves out the runs of a shift that were as usual yet', () => {
    const ring = ringOf(101, 103, 99, 104, 102, 150, 151, 149);
    expect(withLevelSince({ ...base, by: 'shift', since: since(8) }, ring).value).toBe(149);
  });

  it('is no lone outlier of a shift', () => {
    const ring = ringOf(120, 121, 119, 120, 122, 118, 900);
    expect(withLevelSince({ ...base, by: 'shift', since: since(7) }, ring).value).toBe(120);
  });

  it('counts neither bursts, nor runs that failed, could not be told or cannot be trusted', () => {
    const ring = ringOf(
      150,
      { run: 'watch', total: 900 },
      { outcome: 'fail', total: 900 },
      { outcome: 'unknown', total: 900 },
      { lag: 40, total: 900 },
      152,
      148,
    );
    expect(withLevelSince({ ...base, by: 'shift', since: since(7) }, ring).value).toBe(150);
  });

  it('stays as it is where nothing was found, or no run is remembered', () => {
    const [nothing, found] = [base, { ...base, by: 'shift' as const, since: since(3) }];
    expect(withLevelSince(nothing, ringOf(150))).toBe(nothing);
    expect(withLevelSince(found, [])).toBe(found);
  });
});

/** Verdicts at each run of a check that was quiet for two days and then took `factor` as long, just after a deploy on record. */
function afterDeploy(factor: number, noise: number): readonly Verdict[] {
  const detect = compileDetection({});
  const check = aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) });
  const memory = { ...memoryOf(check), owns: true as const };
  const series = new Map<string, Series>(REGIONS.map((region) => [region, EMPTY_SERIES]));
  const random = seeded(5);
  const verdicts: Verdict[] = [];
  for (let slot = NOON - 2 * DAY; slot < NOON + 45 * MINUTE; slot += MINUTE) {
    for (const region of REGIONS) {
      const chance = (random() + random() + random() + random() - 2) * Math.sqrt(3);
      const total = 100 * (slot < NOON ? 1 : factor) * Math.exp(noise * chance);
      series.set(region, fold(series.get(region) ?? EMPTY_SERIES, { ...anEntry(slot, 'pass'), total }, memory));
    }
    if (slot < NOON) continue;
    verdicts.push(judge(check, series, slot + 50, { changes: [{ at: NOON - MINUTE, what: 'deploy shop 1.4.2' }] }));
  }
  return verdicts;
}

describe('what a deploy on record explains', () => {
  it.each([0.02, 0.05, 0.1])(
    'is not a latency that is half as long again, nor four times, where noise is %f',
    (noise) => {
      for (const factor of [1.5, 4]) {
        const verdicts = afterDeploy(factor, noise);
        const told = verdicts.find(({ name }) => name === 'degraded');
        expect(verdicts.filter(({ anomaly }) => anomaly?.isExplained)).toEqual([]);
        expect(verdicts.indexOf(told as Verdict)).toBeLessThan(8);
        const { value = 0, expected: usual } = told?.anomaly?.seen[0]?.finding ?? {};
        expect(value / (100 * factor)).toBeCloseTo(1, 0);
        expect(value).toBeGreaterThan(usual?.high ?? 0);
      }
    },
  );

  it.each([0.02, 0.05, 0.1])('is a latency that is 15 % longer, where noise is %f', (noise) => {
    const verdicts = afterDeploy(1.15, noise);
    expect(verdicts.filter(({ name }) => name !== 'up')).toEqual([]);
    expect(verdicts.some(({ anomaly }) => anomaly?.isExplained)).toBe(true);
  });
});
