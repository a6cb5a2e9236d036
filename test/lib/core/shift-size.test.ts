import { describe, expect, test } from 'vitest';
import type { Change } from '../../../lib/core/change.ts';
import { compileDetection } from '../../../lib/core/detect/sensitivity.ts';
import { startReplay } from '../../../lib/core/replay/replay.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { chanceOf } from '../../../lib/core/worlds/world.ts';
import { aCheck, aMonitor, NOON, REGIONS } from '../../builders.ts';

const detect = compileDetection();
const check = aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) });
const AT = 2 * 1_440;

/** What is told of a check of some 100 ms that answers slower by a factor from its third day on. */
function toldOf(factor: number, changes: readonly Change[] = []): readonly string[] {
  const replay = startReplay(aMonitor([check]));
  for (const change of changes) replay.note(change);
  for (let minute = 0; minute < AT + 60; minute += 1) {
    for (const [i, region] of REGIONS.entries()) {
      const total = (90 + 20 * chanceOf(2, i, minute)) * (minute < AT ? 1 : factor);
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
});
