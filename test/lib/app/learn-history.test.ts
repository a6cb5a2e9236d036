import { expect, test } from 'vitest';
import { memoryCheckpoints } from '../../../lib/adapters/memory/checkpoints.ts';
import { memoryFrames } from '../../../lib/adapters/memory/frames.ts';
import { createDetectMemory } from '../../../lib/app/detect-memory.ts';
import { learnHistory } from '../../../lib/app/learn-history.ts';
import { seriesOf } from '../../../lib/app/series-of.ts';
import { compileDetection } from '../../../lib/core/detect/sensitivity.ts';
import { findingsOf } from '../../../lib/core/judge-anomaly.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { aCheck, aMonitor, anEntry, NOON, REGIONS } from '../../builders.ts';

const detect = compileDetection();
const check = aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) });
const monitor = aMonitor([check]);

function runs(days: number, id = check.id) {
  return Array.from({ length: days * 1_440 }, (_, i) => {
    const slot = NOON - (days * 1_440 - i) * MINUTE;
    return REGIONS.map((region) => ({ check: id, region, entry: { ...anEntry(slot, 'pass'), total: 100 + (i % 7) } }));
  }).flat();
}

test('a monitor that begins knows what a history of two days told, and is warm', async () => {
  const checkpoints = memoryCheckpoints();
  const learned = await learnHistory({ monitor, checkpoints }, [{ is: 'runs', runs: runs(2) }]);
  expect(learned).toEqual({ runs: 2 * 1_440 * 3, ignored: 0 });
  const ctx = { monitor, checkpoints, frames: memoryFrames(), clock: { now: () => NOON, sleep: async () => {} } };
  const findings = findingsOf(await seriesOf(ctx, createDetectMemory(), check));
  expect([...findings.values()].map(({ isCold }) => isCold)).toEqual([false, false, false]);
  expect(findings.get('us-east-1')?.expected?.typical).toBeCloseTo(103, -1);
});

test('a history of other checks is counted, and teaches nothing', async () => {
  const checkpoints = memoryCheckpoints();
  const learned = await learnHistory({ monitor, checkpoints }, [{ is: 'runs', runs: runs(1, 'gone') }]);
  expect(learned).toEqual({ runs: 0, ignored: 1_440 * 3 });
  expect(checkpoints.all()).toEqual([]);
});
