import { expect, test } from 'vitest';
import { sloText } from '../../../bin/slo-view.ts';
import { readSlos } from '../../../lib/app/read-slos.ts';
import type { SloReport } from '../../../lib/core/slo/slo-report.ts';
import { DAY, HOUR, MINUTE } from '../../../lib/core/time.ts';
import { aCheck, aMonitor } from '../../builders.ts';
import { Simulation, type World } from '../../simulation/simulation.ts';

const slo = {
  id: 'check.recommendations',
  budget: 0.01,
  objective: 99,
  windowMs: 30 * DAY,
  checks: ['recommendations'],
};

/** The report of a check that runs every 10 s from three regions, after so many seconds of a world. */
async function reportOf(world: World, seconds: number): Promise<SloReport> {
  const monitor = aMonitor([aCheck({ counted: true })], { slos: [slo] });
  const simulation = await new Simulation({ monitor, world }).run(seconds);
  const [report, ...more] = await readSlos({ ...simulation.operator(), monitor });
  if (report === undefined || more.length > 0) throw new Error('there is not one report');
  return report;
}

test('a budget that nothing was spent of is whole', async () => {
  const report = await reportOf(() => 'pass', 600);
  expect(report).toMatchObject({ id: slo.id, objective: 99, left: 1, attained: 1, counts: { bad: 0, unknown: 0 } });
  expect(report.counts.good).toBeGreaterThan(170);
  expect(report.burns.map(({ longMs, shortMs, fires }) => [longMs, shortMs, fires])).toEqual([
    [HOUR, 5 * MINUTE, false],
    [6 * HOUR, 30 * MINUTE, false],
    [DAY, 2 * HOUR, false],
    [3 * DAY, 6 * HOUR, false],
  ]);
});

test('what was spent is counted beyond what the newest runs tell, and what is unknown is booked apart', async () => {
  // 40 runs a region are remembered one by one; the failures of the first minutes have left them.
  const report = await reportOf((_check, region, second) => {
    if (second >= 60 && second < 120) return 'fail';
    return region === 'us-east-1' && second >= 300 && second < 360 ? 'unknown' : 'pass';
  }, 1_200);
  const { good, bad, unknown } = report.counts;
  expect([bad, unknown]).toEqual([18, 6]);
  expect(report.attained).toBeCloseTo(good / (good + bad), 10);
  expect(report.left).toBeCloseTo(1 - bad / (good + bad) / 0.01, 10);
  const text = sloText([report]);
  expect(text).toContain(`${(report.left * 100).toFixed(1)} %`);
  expect(text).toContain("check.recommendations: 6 runs could not be told, by the monitor's own fault");
});
