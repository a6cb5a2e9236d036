import { describe, expect, test } from 'vitest';
import type { Change } from '../../../lib/core/change.ts';
import { compileDetection } from '../../../lib/core/detect/sensitivity.ts';
import { judge } from '../../../lib/core/judge.ts';
import { memoryOf } from '../../../lib/core/memory.ts';
import { startReplay } from '../../../lib/core/replay/replay.ts';
import { EMPTY_SERIES, fold, type Series } from '../../../lib/core/series.ts';
import { DAY, MINUTE } from '../../../lib/core/time.ts';
import type { Verdict } from '../../../lib/core/verdict.ts';
import { chanceOf } from '../../../lib/core/worlds/world.ts';
import { aCheck, aMonitor, anEntry, NOON, REGIONS } from '../../builders.ts';
import { seeded } from '../../simulation/timeline.ts';

const detect = compileDetection();
const check = aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) });
const AT = 2 * 1_440;

/** What is told of a check of some 100 ms that answers slower by a factor from its third day on, `later` 20 minutes after that. */
function toldOf(factor: number, changes: readonly Change[] = [], later = factor): readonly string[] {
  const replay = startReplay(aMonitor([check]));
  for (const change of changes) replay.note(change);
  for (let minute = 0; minute < AT + 60; minute += 1) {
    for (const [i, region] of REGIONS.entries()) {
      const total = (90 + 20 * chanceOf(2, i, minute)) * (minute < AT ? 1 : minute < AT + 20 ? factor : later);
      const slot = NOON + minute * MINUTE;
      const entry = { slot, run: 'scheduled' as const, outcome: 'pass' as const, total };
      replay.observe(check.id, region, { ...entry, startedAt: slot, endedAt: slot + total });
    }
  }
  return replay.end().events.flatMap(({ type, text }) => (type === 'opened' ? [text] : []));
}

describe('what a check has come to by its first alert', () => {
  test.each([1.5, 3])('is told as it is, %s times as slow', (factor) => {
    const [text = '', ...more] = toldOf(factor);
    const value = Number(/: (\d+) ms, expected/.exec(text)?.[1]);
    expect(more).toEqual([]);
    expect(value, text).toBeGreaterThan(90 * factor);
    expect(value, text).toBeLessThan(110 * factor);
  });

  test('is no small shift that a change on record explains, only because it has just begun', () => {
    const change: Change = { at: NOON + AT * MINUTE - 1_000, what: 'deploy 7', checks: [check.id] };
    expect(toldOf(1.6, [change])).toHaveLength(1);
    expect(toldOf(1.15, [change])).toEqual([]);
  });

  test('is told at once where it came on top of a deploy that is explained', () => {
    const change: Change = { at: NOON + AT * MINUTE - 1_000, what: 'deploy 7', checks: [check.id] };
    const [text = '', ...more] = toldOf(1.15, [change], 1.7);
    expect(more).toEqual([]);
    expect(Number(/: (\d+) ms, expected/.exec(text)?.[1]), text).toBeGreaterThan(155);
  });
});

/** Verdicts at each run of a check that was quiet for two days and then took `factor` as long, just after a deploy on record. */
function afterDeploy(factor: number, noise: number): readonly Verdict[] {
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
  test.each([0.02, 0.05, 0.1])(
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

  test.each([0.02, 0.05, 0.1])('is a latency that is 15 % longer, where noise is %f', (noise) => {
    const verdicts = afterDeploy(1.15, noise);
    expect(verdicts.filter(({ name }) => name !== 'up')).toEqual([]);
    expect(verdicts.some(({ anomaly }) => anomaly?.isExplained)).toBe(true);
  });
});
