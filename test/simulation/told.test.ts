import { expect, test } from 'vitest';
import { explainCheck } from '../../lib/app/explain-check.ts';
import { learnHistory } from '../../lib/app/learn-history.ts';
import { compileDetection } from '../../lib/core/detect/sensitivity.ts';
import { DAY, SECOND } from '../../lib/core/time.ts';
import { chanceOf } from '../../lib/core/worlds/world.ts';
import { aCheck, aMonitor, anEntry, NOON, REGIONS } from '../builders.ts';
import { Simulation, type World } from './simulation.ts';

const detect = compileDetection();
const check = aCheck(detect && { detect });
const STEP = 10 * SECOND;

/** A day of what is usual, told by the real detector of every region. */
function past() {
  return Array.from({ length: (DAY + 3_600_000) / STEP }, (_, i) => {
    const slot = NOON - DAY - 3_600_000 + i * STEP;
    return REGIONS.map((region, r) => {
      const total = 95 + 10 * chanceOf(3, r, i);
      return { check: check.id, region, entry: { ...anEntry(slot, 'pass'), total, endedAt: slot + total } };
    });
  }).flat();
}

test('an outage that is over is not told again by its own failures, whichever container looks', async () => {
  const world: World = (_check, _region, second) =>
    second >= 60 && second < 240 ? 'fail' : 95 + 10 * chanceOf(4, 0, Math.floor(second));
  const simulation = new Simulation({ monitor: aMonitor([check]), world, detectors: 2, recycled: 0.05 });
  const ctx = simulation.operator();
  await learnHistory(ctx, [{ is: 'runs', runs: past() }]);
  await simulation.run(1_200);
  const told = simulation.topics.published.map(({ notice }) => [notice.kind, notice.severity]);
  expect(told).toEqual([
    ['trigger', 'critical'],
    ['resolve', 'critical'],
  ]);
  const explained = await explainCheck(ctx, { check: check.id });
  expect(explained?.regions.map(({ finding }) => finding?.isCold)).toEqual([false, false, false]);
  expect(explained?.verdict.name).toBe('up');
  expect(Math.max(...(explained?.regions ?? []).map(({ finding }) => finding?.evidence ?? 1))).toBeLessThan(0.5);
});
