import { describe, expect, test, vi } from 'vitest';
import { backtest } from '../../lib/app/backtest.ts';
import { explainCheck } from '../../lib/app/explain-check.ts';
import { exportHistory } from '../../lib/app/export-history.ts';
import { recordChange } from '../../lib/app/record-change.ts';
import { compileDetection } from '../../lib/core/detect/sensitivity.ts';
import { encodeLine, type HistoryLine, parseLine } from '../../lib/core/history/history-line.ts';
import { DAY, MINUTE, SECOND } from '../../lib/core/time.ts';
import { aCheck, aMonitor, aTrip, NOON } from '../builders.ts';
import { Simulation, type SimulationOptions, type World } from './simulation.ts';

vi.mock('../../lib/core/detect/detector.ts', () => import('../fake-detector.ts'));
vi.mock('../../lib/core/detect/codec.ts', () => import('../fake-detector.ts'));
vi.mock('../../lib/core/detect/fuse.ts', () => import('../fake-detector.ts'));

const detect = compileDetection();
const shop = aMonitor([
  aCheck({ contain: aTrip(), ...(detect && { detect }) }),
  aCheck({ id: 'unwatched' }),
  aCheck({ id: 'child', dependsOn: [{ check: 'recommendations', kind: 'own' }], ...(detect && { detect }) }),
]);

/** Slow from the tenth minute on: what is asked every 10 s is warm by then. */
const FROM = 600;

function slower(ms: number, until = 900): World {
  return (check, _region, second) => {
    const isHit = check !== 'child' && second >= FROM && second < until;
    const tenths = Math.floor(second) % 7;
    return (isHit ? ms : 100) + tenths / 10;
  };
}

async function live(world: World, seconds: number, options: Partial<SimulationOptions> = {}, deployed?: number) {
  const simulation = new Simulation({ monitor: shop, world, ...options });
  const ctx = simulation.operator();
  if (deployed !== undefined) await recordChange(ctx, { at: NOON + deployed * SECOND, what: 'deploy shop 1.4.2' });
  await simulation.run(seconds);
  const told = simulation.topics.published;
  return { simulation, ctx, told };
}

async function linesOf(ctx: Parameters<typeof exportHistory>[0], seconds: number): Promise<readonly HistoryLine[]> {
  const lines: HistoryLine[] = [];
  for await (const line of exportHistory(ctx, { from: NOON - MINUTE, to: NOON + seconds * SECOND }))
    lines.push(parseLine(encodeLine(line), lines.length + 1));
  return lines;
}

describe('latency that grows by half and comes back', () => {
  test('is a warning with its numbers, trips nothing, ends, and is decided the same again', async () => {
    const { ctx, told, simulation } = await live(slower(150), 1_500, { detectors: 2 });
    expect(told.map(({ notice }) => [notice.check, notice.kind, notice.severity])).toEqual([
      ['recommendations', 'trigger', 'warning'],
      ['recommendations', 'resolve', 'warning'],
    ]);
    const [trigger] = told;
    expect(trigger?.notice.what).toMatch(
      /^recommendations is slower than usual in all 3 regions: 15\d ms, expected 90 to 110 ms$/,
    );
    expect(
      trigger?.notice.evidence.filter((line) => /: degraded, shift since .* evidence 1/.test(line)).length,
    ).toBeGreaterThan(0);
    expect(trigger?.notice.since).toBeGreaterThanOrEqual(NOON + FROM * SECOND);
    expect(trigger?.notice.at).toBeLessThan(NOON + (FROM + 60) * SECOND);
    expect(simulation.switchboards.writes).toEqual([]);
    const { agreement } = await backtest({ monitor: shop }, await linesOf(ctx, 1_500));
    expect(agreement?.differences).toEqual([]);
    expect(agreement?.recorded).toBe(1);
  });

  test.each([1, 2, 3, 4, 5])('is decided as one replay does by containers that come and go, seed %i', async (seed) => {
    const { ctx, told } = await live(slower(150), 1_500, {
      seed,
      detectors: 3,
      recycled: 0.1,
      duplicates: 0.2,
      late: 0.2,
    });
    expect(told.map(({ notice }) => notice.kind)).toEqual(['trigger', 'resolve']);
    const { agreement } = await backtest({ monitor: shop }, await linesOf(ctx, 1_500));
    expect(agreement?.differences).toEqual([]);
  });

  test('does not keep anybody from being told that a check which depends on it is down', async () => {
    const world: World = (check, region, second) =>
      check === 'child' && second >= FROM + 120 ? 'fail' : slower(150, 5_000)(check, region, second);
    const { told } = await live(world, 1_000);
    expect(told.map(({ notice }) => [notice.check, notice.severity])).toEqual([
      ['recommendations', 'warning'],
      ['child', 'critical'],
    ]);
  });
});

describe('a deploy on record', () => {
  test('explains a lasting +15 %: nobody is told, now or in a replay, and it is named', async () => {
    const { ctx, told } = await live(slower(115, 5_000), 700, {}, FROM - 20);
    expect(told).toEqual([]);
    const explained = await explainCheck(ctx, { check: 'recommendations' });
    expect(explained?.verdict.name).toBe('up');
    expect(explained?.verdict.evidence.notes?.[0]).toMatch(/^since deploy shop 1\.4\.2 at .* latency is \+1[4-6] %/);
    const lines = await linesOf(ctx, 700);
    expect((await backtest({ monitor: shop }, lines)).report.incidents).toEqual([]);
    const without = lines.filter(({ is }) => is !== 'change');
    expect((await backtest({ monitor: shop }, without)).report.warnings).toBe(1);
  });

  test('cannot be asked about before what is remembered, nor before it came', async () => {
    const { ctx } = await live(slower(115, 5_000), 700, {}, FROM - 20);
    const at = (instant: number) => explainCheck(ctx, { check: 'recommendations', at: instant });
    await expect(at(NOON - DAY)).rejects.toThrow(/^nothing is remembered of 2026-.*; runs are remembered from 2026-/);
    await expect(at(ctx.clock.now() + SECOND)).rejects.toThrow(/ is yet to come: it is 2026-/);
    expect((await at(ctx.clock.now()))?.verdict.name).toBe('up');
  });

  test('that costs more is told, and named in the notice', async () => {
    const { told } = await live(slower(150, 5_000), 800, {}, FROM - 20);
    expect(told.map(({ notice }) => notice.kind)).toEqual(['trigger']);
    expect(told[0]?.notice.evidence.join('\n')).toMatch(/since deploy shop 1\.4\.2 at .* latency is \+5\d? %/);
  });
});
