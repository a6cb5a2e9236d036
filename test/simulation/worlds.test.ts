import { afterAll, describe, expect, it } from 'vitest';
import type { Monitor } from '../../lib/core/monitor.ts';
import { aCheck, aMonitor, aTrip, NOON } from '../builders.ts';
import { factsOf, levelsWritten } from './facts.ts';
import { Simulation, type SimulationOptions, type World } from './simulation.ts';

const shop = aMonitor([aCheck({ contain: aTrip() })]);
const fails =
  (from: number, to: number): World =>
  (_check, _region, second) =>
    second >= from && second < to ? 'fail' : 'pass';
const outage = fails(60, 120);
let worlds = 0;
let calls = 0;

async function run(seconds: number, options: Partial<SimulationOptions>): Promise<Simulation> {
  const simulation = await new Simulation({ monitor: shop, world: outage, ...options }).run(seconds);
  worlds += 1;
  calls += simulation.calls.count;
  return simulation;
}

const whole = {
  openIncidents: 0,
  owed: 0,
  holds: 0,
  archived: ['recommendations resolved'],
  notices: ['recommendations resolve', 'recommendations trigger'],
  levels: { 'eu-west-1': 100, 'us-east-1': 100 },
};

afterAll(() => {
  console.log(`simulation: ${worlds} worlds, ${calls} port calls`);
  expect(worlds).toBeGreaterThan(20);
});

describe('an outage', () => {
  it('is paged once, contained, restored step by step and resolved', async () => {
    const simulation = await run(400, {});
    expect(await factsOf(simulation)).toMatchObject(whole);
    expect(levelsWritten(simulation, 'recommendations')).toEqual([0, 1, 10, 50, 100]);
    expect(levelsWritten(simulation, 'recommendations', 'us-east-1')).toEqual([0, 1, 10, 50, 100]);
  });

  it('is contained within ten seconds of its first failing run', async () => {
    const simulation = await run(400, {});
    const [summary] = await simulation.archive.list(1);
    expect(summary?.containedAt).toBeLessThan((summary?.firstFailureAt ?? 0) + 10_000);
    expect(summary?.firstFailureAt).toBeGreaterThanOrEqual(NOON + 60_000);
  });

  it('leaves a timeline in order, from the first failure to the end', async () => {
    const simulation = await run(400, {});
    const [summary] = await simulation.archive.list(1);
    const { events } = await simulation.archive.read(summary?.id ?? '');
    expect(events.map(({ type }) => type)).toEqual([
      'first-failure',
      'opened',
      'trip-asked',
      'tripped',
      'restore-step',
      'restore-step',
      'restore-step',
      'restore-step',
      'release-asked',
      'released',
      'resolved',
    ]);
    expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i));
  });

  it.each([1, 2, 3, 4])('comes to the same with %i detectors', async (detectors) => {
    expect(await factsOf(await run(400, { detectors, seed: detectors }))).toMatchObject(whole);
  });

  it('comes to the same with duplicate, late and re-ordered records and messages', async () => {
    for (const seed of [1, 2, 3]) {
      const simulation = await run(460, { duplicates: 0.3, late: 0.3, detectors: 3, seed });
      expect(await factsOf(simulation)).toMatchObject(whole);
    }
  });

  it('comes to the same when the store is throttled for forty seconds in the middle of it', async () => {
    const simulation = await run(500, { throttled: (second) => second > 65 && second < 105 });
    expect(await factsOf(simulation)).toMatchObject(whole);
  });

  it('is paged while it lasts when the topics were away and every reminder was lost: the sweep is behind them', async () => {
    const topicsAway = (second: number): boolean => second > 60 && second < 100;
    const options = {
      monitor: aMonitor([aCheck()]),
      world: fails(60, 400),
      topicsAway,
      without: 'home-queue' as const,
    };
    expect((await factsOf(await run(300, options))).notices).toEqual(['recommendations trigger']);
  });

  it('comes to the same when every failing run hangs', async () => {
    const world: World = (_c, _r, second) => (second >= 60 && second < 120 ? 'hang' : 'pass');
    expect(await factsOf(await run(460, { world }))).toMatchObject(whole);
  });

  it('touches no switch in mode shadow and in mode suggest, and pages all the same', async () => {
    for (const mode of ['shadow', 'suggest'] as const) {
      const simulation = await run(300, { monitor: aMonitor([aCheck({ contain: aTrip({ mode }) })]) });
      expect(await factsOf(simulation)).toMatchObject({ ...whole, levels: {} });
      const { notice } = simulation.topics.published[0] ?? {};
      expect(notice?.next?.startsWith('npx killdeer switch set shop recommendations 0')).toBe(
        mode === 'suggest' || undefined,
      );
    }
  });

  it('that comes back during the restore trips again and holds longer', async () => {
    const world: World = (_c, _r, second) =>
      (second >= 60 && second < 100) || (second >= 130 && second < 160) ? 'fail' : 'pass';
    const simulation = await run(500, { world });
    expect(await factsOf(simulation)).toMatchObject(whole);
    const levels = levelsWritten(simulation, 'recommendations');
    expect(levels.filter((level) => level === 0)).toHaveLength(2);
    expect(levels.at(-1)).toBe(100);
    expect((await simulation.archive.list(1))[0]?.retrips).toBe(1);
  });

  it('of a check with a slow cadence is restored by watch runs, long before its next slot', async () => {
    const slow = aMonitor([aCheck({ cadenceMs: 600_000, contain: aTrip() })]);
    const simulation = await run(1_500, { monitor: slow, world: fails(0, 240) });
    expect(await factsOf(simulation)).toMatchObject(whole);
    const [summary] = await simulation.archive.list(1);
    expect((summary?.resolvedAt ?? 0) - NOON).toBeLessThan(900_000);
  });
});

describe('what is no outage', () => {
  const cases: [string, World, number][] = [
    ['a region that is dark', (_c, region, second) => (region === 'us-east-1' && second > 60 ? 'dark' : 'pass'), 300],
    [
      'a single failing run',
      (_c, region, second) => (region === 'us-east-1' && second >= 60 && second < 70 ? 'fail' : 'pass'),
      200,
    ],
    [
      'one region that fails for ever',
      (_c, region, second) => (region === 'us-east-1' && second >= 60 ? 'fail' : 'pass'),
      300,
    ],
    [
      'a blip at every other slot that no burst confirms',
      (_c, _r, second) => (Math.floor(second / 10) % 2 === 1 && second % 3.333 < 1 ? 'fail' : 'pass'),
      300,
    ],
  ];
  it.each(cases)('%s pages nobody and touches no switch', async (_name, world, seconds) => {
    const simulation = await run(seconds, { world });
    const { notices, levels } = await factsOf(simulation);
    expect(notices.filter((notice) => !notice.includes('warning'))).toEqual([]);
    expect(levels).toEqual({});
    expect(simulation.probes).toBeGreaterThan(30);
  });
});

it('our own fault everywhere pages once, about the monitor, and touches no switch', async () => {
  const blind: World = (_c, _r, second) => (second >= 60 && second < 900 ? 'unknown' : 'pass');
  const facts = await factsOf(await run(1_200, { world: blind }));
  expect(facts).toMatchObject({ notices: ['$monitor resolve', '$monitor trigger'], levels: {} });
});

describe('a warning', () => {
  const one: World = (_c, region, second) => (region === 'us-east-1' && second >= 60 && second < 200 ? 'fail' : 'pass');

  it('is given once when one region fails for a minute, and taken back when it is well', async () => {
    expect(await factsOf(await run(400, { world: one }))).toMatchObject({
      ...whole,
      notices: ['recommendations warning resolve', 'recommendations warning trigger'],
      levels: {},
    });
  });

  it('is given when a quorum is degraded for a minute, and not for less', async () => {
    const slow =
      (until: number): World =>
      (_c, _r, second) =>
        second >= 60 && second < until ? 'warn' : 'pass';
    expect((await factsOf(await run(400, { world: slow(200) }))).notices).toHaveLength(2);
    expect((await factsOf(await run(400, { world: slow(100) }))).notices).toEqual([]);
  });

  it('pages and trips when the check goes down after all', async () => {
    const world: World = (check, region, second) =>
      second >= 160 && second < 220 ? 'fail' : one(check, region, second);
    const simulation = await run(600, { world });
    const facts = await factsOf(simulation);
    expect(facts.notices).toEqual([
      'recommendations resolve',
      'recommendations update',
      'recommendations warning trigger',
    ]);
    expect(levelsWritten(simulation, 'recommendations')).toEqual([0, 1, 10, 50, 100]);
    expect(facts).toMatchObject({ openIncidents: 0, holds: 0, owed: 0 });
  });
});

describe('a target that flaps', () => {
  it('pages once while it lasts and resolves once after it', async () => {
    const world: World = (_c, _r, second) =>
      second >= 60 && second < 260 && Math.floor(second / 10) % 2 === 0 ? 'fail' : 'pass';
    const facts = await factsOf(await run(700, { world }));
    expect(facts).toMatchObject(whole);
  });
});

describe('a target that hangs and passes in turn', () => {
  it('pages once under a rule that a success does not reset, whatever order the results come in', async () => {
    const check = aCheck({ failWhen: { hits: 3, of: 6 }, contain: aTrip() });
    const world: World = (_c, _r, second) =>
      second >= 60 && second < 180 && Math.floor(second / 10) % 2 === 0 ? 'hang' : 'pass';
    const facts = await factsOf(await run(600, { monitor: aMonitor([check]), world }));
    expect(facts.notices.filter((notice) => notice.endsWith('trigger'))).toHaveLength(1);
    expect(facts).toMatchObject({ openIncidents: 0, holds: 0, owed: 0 });
  });
});

describe('a monitor that sees nothing', () => {
  it('pages about itself once, touches no switch, and says when it sees again', async () => {
    const world: World = (_c, _r, second) => (second >= 60 && second < 400 ? 'dark' : 'pass');
    const facts = await factsOf(await run(700, { world }));
    expect(facts.notices).toEqual(['$monitor resolve', '$monitor trigger']);
    expect(facts.levels).toEqual({});
  });

  it('keeps a tripped switch where it is, and restores when it sees again', async () => {
    const world: World = (_c, _r, second) =>
      second < 60 ? 'pass' : second < 90 ? 'fail' : second < 400 ? 'dark' : 'pass';
    const simulation = await run(400, { world });
    expect((await factsOf(simulation)).levels).toEqual({ 'eu-west-1': 0, 'us-east-1': 0 });
    const later = await run(900, { world });
    expect(await factsOf(later)).toMatchObject({ openIncidents: 0, holds: 0, levels: whole.levels });
  });
});

describe('relief', () => {
  const both = (graceMs: number): Monitor =>
    aMonitor([
      aCheck({ contain: aTrip({ relieves: ['storefront'], graceMs, holdMs: 600_000 }) }),
      aCheck({ id: 'storefront' }),
    ]);

  it('that does not come puts the switch back, pages, and leaves it alone for this incident', async () => {
    const simulation = await run(300, { monitor: both(30_000), world: fails(60, 1_000) });
    expect(levelsWritten(simulation, 'recommendations')).toEqual([0, 100]);
    const facts = await factsOf(simulation);
    expect(facts.notices).toEqual(['recommendations trigger', 'recommendations update', 'storefront trigger']);
  });

  it('that comes keeps the switch off', async () => {
    const world: World = (check, _r, second) =>
      second >= 60 && (check !== 'storefront' || second < 75) ? 'fail' : 'pass';
    const simulation = await run(300, { monitor: both(60_000), world });
    expect(levelsWritten(simulation, 'recommendations')).toEqual([0]);
  });
});
