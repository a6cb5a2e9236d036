import { describe, expect, test } from 'vitest';
import { backtest } from '../../lib/app/backtest.ts';
import { exportHistory, exportIncident } from '../../lib/app/export-history.ts';
import { encodeLine, type HistoryLine, parseLine } from '../../lib/core/history/history-line.ts';
import { encodeIncidentFile, parseIncidentFile } from '../../lib/core/history/incident-file.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import { startReplay } from '../../lib/core/replay/replay.ts';
import { replayFile } from '../../lib/core/replay/replay-file.ts';
import { formatInstant } from '../../lib/core/time.ts';
import { aCheck, aMonitor, aTrip, NOON } from '../builders.ts';
import { Simulation, type SimulationOptions, type World } from './simulation.ts';

const shop = aMonitor([aCheck({ contain: aTrip() }), aCheck({ id: 'slow', cadenceMs: 60_000 })]);

/** What the whole loop recorded and decided, through the text of the format. */
async function record(monitor: Monitor, seconds: number, options: Partial<SimulationOptions> & { world: World }) {
  const simulation = await new Simulation({ monitor, ...options }).run(seconds);
  const ctx = { ...simulation.operator(), monitor };
  const lines: HistoryLine[] = [];
  for await (const line of exportHistory(ctx, { from: NOON - 3_600_000, to: NOON + seconds * 1_000 })) {
    lines.push(parseLine(encodeLine(line), lines.length + 1));
  }
  return { simulation, ctx, lines };
}

const outage: World = (_check, _region, second) => (second >= 60 && second < 150 ? 'fail' : 'pass');

describe('what the loop recorded, replayed', () => {
  const worlds: readonly (readonly [string, World, number])[] = [
    ['an outage that is contained and restored', outage, 500],
    [
      'an outage of one region',
      (_c, region, second) => (region === 'us-east-1' && second >= 60 && second < 300 ? 'fail' : 'pass'),
      500,
    ],
    [
      'a fault that comes back in the middle of the restore',
      (_c, _r, second) => ((second >= 60 && second < 100) || (second >= 130 && second < 160) ? 'fail' : 'pass'),
      600,
    ],
    [
      'warnings, then failures',
      (_c, _r, second) => (second >= 60 && second < 240 ? 'warn' : second >= 240 && second < 300 ? 'fail' : 'pass'),
      600,
    ],
    [
      'regions that fail one after the other',
      (_c, region, second) => (second >= 60 + region.length * 5 && second < 240 ? 'fail' : 'pass'),
      500,
    ],
  ];

  test.each(worlds)('gives the very decisions that were made: %s', async (_name, world, seconds) => {
    const { lines } = await record(shop, seconds, { world, detectors: 2 });
    const { agreement, report } = await backtest({ monitor: shop }, lines);
    expect(agreement?.differences).toEqual([]);
    expect(agreement?.recorded).toBeGreaterThan(0);
    expect(report.ignored).toBe(0);
  });

  test('says what another definition would have decided otherwise', async () => {
    const { lines } = await record(shop, 500, { world: outage });
    const strict = aMonitor([
      aCheck({ failWhen: { hits: 4, of: 4 }, contain: aTrip() }),
      aCheck({ id: 'slow', cadenceMs: 60_000 }),
    ]);
    const { agreement } = await backtest({ monitor: strict }, lines);
    expect(agreement?.differences[0]).toMatch(/^recommendations-.*(decided then, and not now|apart)/);
  });
});

/** What was decided of each incident: the type and the instant of every event. */
const timelines = (
  incidents: readonly { readonly id: string; readonly events: readonly { at: number; type: string }[] }[],
) => new Map(incidents.map(({ id, events }) => [id, events.map(({ at, type }) => `${type} ${formatInstant(at)}`)]));

test('switches that are written long after they were asked for are written as late in the replay', async () => {
  const { lines } = await record(shop, 900, { world: outage, respondsAfterMs: 40_000 });
  const { agreement } = await backtest({ monitor: shop }, lines);
  expect(agreement?.differences).toEqual([]);
  const recorded = lines.flatMap((line) => (line.is === 'incident' ? [line.incident] : []));
  const replay = startReplay(shop);
  for (const incident of recorded) replay.follow(incident);
  for (const line of lines) if (line.is === 'frame') replay.take(line.frame);
  const { events } = replay.end();
  const replayed = recorded.map(({ id }) => ({ id, events: events.filter(({ incident }) => incident === id) }));
  expect(timelines(replayed)).toEqual(timelines(recorded));
  expect(recorded.flatMap(({ events: all }) => all.map(({ type }) => type))).toContain('released');
});

test('frames that come home in another order than they ended are decided again in the order in which they came', {
  timeout: 60_000,
}, async () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() }), aCheck({ id: 'slow', cadenceMs: 60_000 })]);
  const world: World = (_check, region, second) =>
    (second >= 60 + region.length && second < 150) || (second >= 300 && second < 360) ? 'fail' : 'pass';
  let late = 0;
  for (const seed of [1, 2, 3, 4]) {
    const { lines } = await record(monitor, 700, { world, seed, detectors: 2, shipsAfterMs: 2_000 });
    const { agreement } = await backtest({ monitor }, lines);
    expect(agreement?.differences, `seed ${seed}`).toEqual([]);
    expect(agreement?.recorded).toBeGreaterThan(2);
    late += lines.flatMap((line) => (line.is === 'incident' ? (line.incident.late ?? []) : [])).length;
  }
  expect(late).toBeGreaterThan(3);
});

test('one incident is exported with its rules and the results around it, and decided again as it was', async () => {
  const { ctx, simulation } = await record(shop, 500, { world: outage });
  const [summary] = (await simulation.archive.list(5)).filter(({ check }) => check === 'recommendations');
  const file = await exportIncident(ctx, summary?.id ?? '', NOON + 500_000);
  if (file === undefined) throw new Error('the incident is not known');
  const read = parseIncidentFile(encodeIncidentFile(file));
  expect(read.monitor.checks.map(({ id }) => id)).toEqual(['recommendations']);
  expect(JSON.stringify(read)).not.toContain('oncall@shop.example');
  expect(replayFile(read, read.monitor).agreement).toEqual({ recorded: 1, same: 1, differences: [] });
});

test('an incident that nobody knows is not exported', async () => {
  const { ctx } = await record(shop, 100, { world: () => 'pass' });
  expect(await exportIncident(ctx, 'none', NOON)).toBeUndefined();
});

test('two detectors that saw different parts of it, and wakes that come twice, decide nothing else', {
  timeout: 60_000,
}, async () => {
  const flapping = { changes: 3, windowMs: 300_000 };
  const planned = [{ from: NOON + 150_000, to: NOON + 232_000 }];
  const flappy = (id: string, hits: number) => aCheck({ id, flapping, recoverWhen: { hits, of: 3 } });
  const monitor = aMonitor([
    ...[1, 2, 3].map((hits) => flappy(`flappy-${hits}`, hits)),
    aCheck({ id: 'planned', maintenance: planned }),
    aCheck({ id: 'hangs' }),
    aCheck({ id: 'child', dependsOn: [{ check: 'planned', kind: 'own' }] }),
  ]);
  const world: World = (check, _region, second) => {
    if (check === 'hangs') return Math.floor(second / 55) % 2 === 1 ? 'hang' : 'pass';
    if (!check.startsWith('flappy')) return second >= 170 && second < 300 ? 'fail' : 'pass';
    return second > 60 && second < 600 && Math.floor(second / 40) % 2 === 0 ? 'fail' : 'pass';
  };
  for (const seed of [1, 2, 3]) {
    const { lines } = await record(monitor, 450, { world, seed, detectors: 2, duplicates: 0.3, late: 0.4 });
    const { agreement } = await backtest({ monitor }, lines);
    expect(agreement?.differences, `seed ${seed}`).toEqual([]);
    expect(agreement?.recorded).toBeGreaterThan(3);
  }
});

test('an error budget is judged at each result, however many of them one wake brings', async () => {
  const counted = aCheck({ cadenceMs: 30_000, failWhen: { hits: 20, of: 20 }, counted: true });
  const slos = [
    { id: 'check.recommendations', budget: 0.01, objective: 99, windowMs: 7 * 86_400_000, checks: [counted.id] },
  ];
  const monitor = aMonitor([counted], { slos });
  const world: World = (_check, _region, second) => (second < 45 ? 'fail' : 'pass');
  let recorded = 0;
  for (const seed of [1, 2, 3]) {
    const { lines } = await record(monitor, 200, { world, seed, detectors: 2 });
    const { agreement } = await backtest({ monitor }, lines);
    expect(agreement?.differences, `seed ${seed}`).toEqual([]);
    recorded += agreement?.recorded ?? 0;
  }
  expect(recorded).toBeGreaterThan(0);
});

test('an error budget is not told for half an hour after an outage, though no failure is remembered run by run', async () => {
  const counted = aCheck({ counted: true });
  const slos = [
    { id: 'check.recommendations', budget: 0.01, objective: 99, windowMs: 7 * 86_400_000, checks: [counted.id] },
  ];
  const monitor = aMonitor([counted], { slos });
  const world: World = (_check, _region, second) => (second < 200 ? 'fail' : 'pass');
  const { simulation, lines } = await record(monitor, 900, { world });
  expect(simulation.topics.published.map(({ notice }) => [notice.check, notice.kind])).toEqual([
    ['recommendations', 'trigger'],
    ['recommendations', 'resolve'],
  ]);
  const { agreement } = await backtest({ monitor }, lines);
  expect(agreement).toMatchObject({ recorded: 1, differences: [] });
});
