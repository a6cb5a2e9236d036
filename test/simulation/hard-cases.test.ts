import { expect, it, vi } from 'vitest';
import { createDetectMemory, detectIncidents } from '../../lib/app/detect-incidents.ts';
import { releaseSwitch } from '../../lib/app/release-switch.ts';
import { respond } from '../../lib/app/respond.ts';
import { setSwitch } from '../../lib/app/set-switch.ts';
import { shipFrame } from '../../lib/app/ship-frame.ts';
import { sweep } from '../../lib/app/sweep.ts';
import { watchFreshness } from '../../lib/app/watch-freshness.ts';
import { advanceCheck, calmCheck } from '../../lib/core/advance-check.ts';
import { laneHeads, outliving, settle } from '../../lib/core/effect.ts';
import { frameKey, runKey } from '../../lib/core/frame-key.ts';
import type { CheckState } from '../../lib/core/incident.ts';
import { judge } from '../../lib/core/judge.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import { shardsOf } from '../../lib/core/schedule.ts';
import type { ServiceState } from '../../lib/core/service-state.ts';
import { parseSwitchboard } from '../../lib/core/switchboard.ts';
import { HOUR, MINUTE, SECOND } from '../../lib/core/time.ts';
import { aCheck, aMonitor, aResult, aSeries, aTrip, NOON, REGIONS } from '../builders.ts';
import { factsOf, levelsWritten } from './facts.ts';
import { Simulation, type SimulationOptions, type World } from './simulation.ts';

const between =
  (...spans: readonly (readonly [number, number])[]): World =>
  (_c, _r, second) =>
    spans.some(([from, to]) => second >= from && second < to) ? 'fail' : 'pass';

const checkOf = (simulation: Simulation, id = 'recommendations') =>
  simulation.aggregates.all().get(`CHECK#${id}`)?.state as CheckState;
const serviceIn = (simulation: Simulation) => simulation.aggregates.all().get('SERVICE#shop')?.state as ServiceState;
async function boardLevel(simulation: Simulation, name: string, region = 'eu-west-1'): Promise<number> {
  const parsed = parseSwitchboard((await simulation.switchboards.read(region, 'shop')) ?? '');
  return parsed.is === 'unreadable' ? Number.NaN : (parsed.board.switches[name]?.allow ?? 100);
}

type Counted = { readonly wakes: number; readonly attempts: number };

/** Takes the webhook away. Returns what counts wakes and attempts at it, each time anew. */
function withoutWebhook(simulation: Simulation): () => Counted {
  let [wakes, attempts] = [0, 0];
  simulation.webhooks.call = async () => {
    attempts += 1;
    throw new Error('503');
  };
  const { wake } = simulation.aggregates;
  simulation.aggregates.wake = (key, at) => {
    wakes += 1;
    return wake(key, at);
  };
  return () => {
    const counted = { wakes, attempts };
    [wakes, attempts] = [0, 0];
    return counted;
  };
}

/** Options whose definition is another one from now on, as after a deployment. */
function deployable(first: Monitor, options: Omit<SimulationOptions, 'monitor'>) {
  const deployed = { monitor: first };
  const simulation = new Simulation({
    ...options,
    get monitor() {
      return deployed.monitor;
    },
  });
  return { simulation, deploy: (next: Monitor) => (deployed.monitor = next) };
}

it('a target that breaks again when all of its traffic is back, before the incident is over, is contained again', async () => {
  // The release is done (nothing is held), the next result is a failure: for two minutes.
  let brokeAt = Number.POSITIVE_INFINITY;
  const world: World = (_c, _r, second) =>
    (second >= 60 && second < 90) || (second >= brokeAt && second < brokeAt + 120) ? 'fail' : 'pass';
  const simulation = new Simulation({ monitor: aMonitor([aCheck({ contain: aTrip() })]), world });
  const untrue: string[] = [];
  for (let second = 0; second < 500; second += 0.1) {
    await simulation.run(second);
    const { containment } = checkOf(simulation)?.incident ?? {};
    if (brokeAt === Number.POSITIVE_INFINITY && containment?.is === 'none' && containment.lastN !== undefined) {
      brokeAt = second;
    }
    // What the incident says of the switch must be true.
    const held = serviceIn(simulation)?.holds.length ?? 0;
    if (containment?.is === 'contained' && held === 0) untrue.push(`${Math.round(second)} s: contained, nothing held`);
  }
  expect(brokeAt).toBeLessThan(400);
  expect(untrue.slice(0, 3)).toEqual([]);
  expect(levelsWritten(simulation, 'recommendations').slice(0, 7)).toEqual([0, 1, 10, 50, 100, 0, 1]);
});

it('a switch is given back when the trip is taken out of the definition while it is off', async () => {
  const { simulation, deploy } = deployable(aMonitor([aCheck({ contain: aTrip() })]), { world: between([60, 120]) });
  await simulation.run(100);
  expect(await boardLevel(simulation, 'recommendations')).toBe(0);
  deploy(aMonitor([aCheck()]));
  await simulation.run(1_500);
  expect(await factsOf(simulation)).toMatchObject({
    openIncidents: 0,
    holds: 0,
    archived: ['recommendations resolved'],
  });
  expect(await boardLevel(simulation, 'recommendations')).toBe(100);
});

it('a person can release a switch whose check has lost its trip', async () => {
  const { simulation, deploy } = deployable(aMonitor([aCheck({ contain: aTrip() })]), { world: between([60, 120]) });
  await simulation.run(100);
  deploy(aMonitor([aCheck()]));
  const asked = await releaseSwitch(simulation.operator(), { service: 'shop', switch: 'recommendations', by: 'ann' });
  expect(asked.incidents).toHaveLength(1);
  await simulation.run(500);
  expect(await boardLevel(simulation, 'recommendations')).toBe(100);
});

it('a check that is given another switch while contained never touches the new, healthy one', async () => {
  const { simulation, deploy } = deployable(aMonitor([aCheck({ contain: aTrip() })]), { world: between([60, 120]) });
  await simulation.run(100);
  deploy(aMonitor([aCheck({ contain: aTrip({ switch: 'reviews' }) })]));
  await simulation.run(600);
  expect(levelsWritten(simulation, 'reviews').filter((level) => level < 100)).toEqual([]);
});

it("a person's edit of one switch does not undo the trip of another", async () => {
  const simulation = new Simulation({ monitor: aMonitor([aCheck({ contain: aTrip() })]), world: between([300, 900]) });
  await simulation.run(5);
  // Something wrote the switchboard once; a person then edits `reviews` in it by hand.
  await setSwitch(simulation.operator(), {
    service: 'shop',
    switch: 'reviews',
    allow: 50,
    owner: 'ann',
    forMs: 60_000,
  });
  await simulation.run(200);
  const text = (await simulation.switchboards.read('eu-west-1', 'shop')) ?? '';
  const edited = JSON.parse(text) as { switches: Record<string, unknown> };
  edited.switches.reviews = { allow: 20, reason: 'pin' };
  await simulation.switchboards.write('eu-west-1', 'shop', JSON.stringify(edited));
  await simulation.run(400);
  expect(await boardLevel(simulation, 'reviews')).toBe(20);
  expect(await boardLevel(simulation, 'recommendations', 'us-east-1')).toBe(0);
  expect(await boardLevel(simulation, 'recommendations')).toBe(0);
});

it('a target that flaps for six hours while a webhook is away keeps its check writable: under 400 KB', () => {
  const check = aCheck();
  const policy = { monitor: 'shop', check: check.id, cadenceMs: check.cadenceMs, channels: ['sns', 'chat'] };
  const verdict = (word: string, at: number) =>
    judge(check, new Map(REGIONS.map((region) => [region, aSeries(word, at)])), at + 50);
  let state = calmCheck(check.id);
  for (let at = NOON; at < NOON + 6 * HOUR; at += MINUTE) {
    state = advanceCheck(state, { type: 'verdict', verdict: verdict('ppff', at) }, policy);
    state = advanceCheck(state, { type: 'verdict', verdict: verdict('ffpp', at + 30_000) }, policy);
    // Everything but the webhook is done at once.
    state = {
      ...state,
      owed: state.owed.filter(({ effect }) => effect.type === 'notice' && effect.channel === 'chat'),
    };
    // … and the webhook fails what is tried.
    for (const head of laneHeads(state.owed)) {
      const tried = { ...head, attempts: 5 };
      const outcome = outliving({ is: 'retry', error: '503' }, tried, state.owed, at);
      state = { ...state, owed: settle(state.owed, head.id, outcome, at, 0).owed };
    }
  }
  console.log(`hard case 5: ${state.owed.length} owed, ${JSON.stringify(state).length} bytes`);
  expect(JSON.stringify(state).length).toBeLessThan(400_000);
});

it('the wakes of a check do not multiply while a webhook is away', async () => {
  const monitor = aMonitor([aCheck()], {
    channels: [{ kind: 'webhook', id: 'chat', url: 'https://chat.example/hook' }],
  });
  const simulation = new Simulation({ monitor, world: between([60, 20_000]) });
  const count = withoutWebhook(simulation);
  const perHour: Counted[] = [];
  for (let hour = 1; hour <= 3; hour += 1) {
    await simulation.run(hour * 3_600);
    perHour.push(count());
  }
  console.log(`hard case 5b: per hour ${JSON.stringify(perHour)}`);
  const { wakes, attempts } = perHour.at(-1) ?? { wakes: 0, attempts: 0 };
  expect(attempts).toBeGreaterThan(0);
  expect(wakes).toBeLessThan(3 * attempts + 60);
}, 120_000);

it("one region whose queue is away stops neither the other regions' watch runs nor the watch on the monitor", async () => {
  const monitor = aMonitor([aCheck({ cadenceMs: MINUTE })]);
  const simulation = await new Simulation({ monitor, world: between([30, 600]) }).run(150);
  expect(checkOf(simulation).incident).toBeDefined();
  const ctx = simulation.operator();
  const reached = new Set<string>();
  let looked = 0;
  await sweep(
    {
      ...ctx,
      frames: {
        ...ctx.frames,
        newest: async (...args) => {
          looked += 1;
          return ctx.frames.newest(...args);
        },
      },
      regionQueues: {
        async send(region) {
          if (region === REGIONS[0]) throw new Error('TimeoutError');
          reached.add(region);
        },
      },
    },
    { at: simulation.time.now },
  ).catch(() => {});
  expect({ reached: [...reached].sort(), looked: looked > 0 }).toEqual({
    reached: [REGIONS[2], REGIONS[1]].sort(),
    looked: true,
  });
});

it('the sweep of a mass outage of 100 checks in 3 regions ends within the 30 s that its function has', async () => {
  const checks = Array.from({ length: 100 }, (_, i) => aCheck({ id: `check-${i}`, cadenceMs: MINUTE }));
  const simulation = new Simulation({ monitor: aMonitor(checks), world: between() });
  for (const { id } of checks) {
    const state: CheckState = { check: id, verdict: 'partial', since: NOON, judgedAt: NOON, owed: [] };
    await simulation.aggregates.save({ key: `CHECK#${id}`, state, version: 0, wake: false, open: true });
  }
  const ctx = simulation.operator();
  let now = 0;
  const regionQueues = {
    // A send to another continent takes 120 ms; those that are on their way together take no longer than one.
    send: async () => {
      const landed = now + 120;
      await new Promise(setImmediate);
      now = Math.max(now, landed);
    },
  };
  await sweep({ ...ctx, regionQueues }, { at: NOON });
  console.log(`hard case 8: ${now} ms`);
  expect(now).toBeLessThan(30 * SECOND);
});

it('a check with a loose rule of recovery is down as soon as its own rule of failure holds', () => {
  const check = aCheck({ failWhen: { hits: 2, of: 2 }, recoverWhen: { hits: 3, of: 10 } });
  const series = new Map(REGIONS.map((region) => [region, aSeries('ppppppppppff')]));
  expect(judge(check, series, NOON + 100).name).toBe('down');
});

it('passes from before the outage do not count for its recovery', () => {
  const check = aCheck({ failWhen: { hits: 2, of: 2 }, recoverWhen: { hits: 3, of: 6 } });
  const series = new Map(REGIONS.map((region) => [region, aSeries('ppppppffffp')]));
  const mended = new Map(REGIONS.map((region) => [region, aSeries('pppppffffp')]));
  expect(judge(check, mended, NOON + 100).recovered).toBe(false);
  expect(judge(check, series, NOON + 100).recovered).toBe(false);
  const soon = new Map(REGIONS.map((region) => [region, aSeries('ppppppffp')]));
  expect(judge(check, soon, NOON + 100).recovered).toBe(false);
});

it("a person's `switch set` stands in every region, also where an older edit stands", async () => {
  const simulation = new Simulation({ monitor: aMonitor([aCheck({ contain: aTrip() })]), world: between() });
  await simulation.run(5);
  const operator = simulation.operator();
  await setSwitch(operator, { service: 'shop', switch: 'reviews', allow: 50, owner: 'ann', forMs: 60_000 });
  await simulation.run(20);
  const edited = JSON.parse((await simulation.switchboards.read('eu-west-1', 'shop')) ?? '') as {
    switches: Record<string, unknown>;
  };
  edited.switches = { reviews: { allow: 80, reason: 'pin' } };
  await simulation.switchboards.write('eu-west-1', 'shop', JSON.stringify(edited));
  await setSwitch(operator, { service: 'shop', switch: 'recommendations', allow: 99, owner: 'ann', forMs: 60_000 });
  await simulation.run(60);
  await setSwitch(operator, { service: 'shop', switch: 'reviews', allow: 0, owner: 'bob' });
  await simulation.run(120);
  const now = [await boardLevel(simulation, 'reviews'), await boardLevel(simulation, 'reviews', 'us-east-1')];
  expect(now).toEqual([0, 0]);
});

it('a deadline that passes while the reminder is lost is still due: a person is asked to restore', async () => {
  // sees: 'contained' asks a person at the end of the hold time. A verdict changes between that and the next sweep.
  let from = Number.POSITIVE_INFINITY;
  const world: World = (_c, region, second) =>
    (second >= 60 && second < 75) || (second >= from && second < from + 10 && region === 'us-east-1') ? 'fail' : 'pass';
  const monitor = aMonitor([aCheck({ contain: aTrip({ sees: 'contained', holdMs: 70_000 }) })]);
  const simulation = new Simulation({ monitor, world, without: 'home-queue' });
  await simulation.run(120);
  const { containment } = checkOf(simulation).incident ?? {};
  if (containment?.is !== 'contained') throw new Error('not contained');
  from = (containment.holdUntil - NOON) / 1_000 + 0.5;
  await simulation.run(900);
  expect(checkOf(simulation).incident?.containment).toMatchObject({ is: 'contained', person: true });
});

it('a pin runs out on the switchboard too when the service was written in the moment of its end', async () => {
  const simulation = new Simulation({ monitor: aMonitor([aCheck()]), world: between(), without: 'home-queue' });
  await simulation.run(5);
  const operator = simulation.operator();
  await setSwitch(operator, { service: 'shop', switch: 'reviews', allow: 0, owner: 'ann', forMs: 60_000 });
  await simulation.run(10);
  const { version } = simulation.aggregates.all().get('SERVICE#shop') ?? { version: 0 };
  expect(version).toBeGreaterThan(0);
  // Somebody's respond is at work while it ends: it looked at the time before, and books when it is due after.
  const { load } = simulation.aggregates;
  simulation.aggregates.load = async (key) => {
    const slow = key === 'SERVICE#shop' && simulation.time.now > simulation.start + 63_500;
    if (slow) await simulation.time.sleep(700);
    return load(key);
  };
  simulation.time.after(53_800, () => simulation.aggregates.wake('SERVICE#shop', simulation.time.now));
  await simulation.run(600);
  expect(await boardLevel(simulation, 'reviews')).toBe(100);
});

it('a check that was taken out while it failed and is put back later, mended, pages nobody', async () => {
  const check = aCheck({ failWhen: { hits: 3, of: 5 }, contain: aTrip() });
  const other = aCheck({ id: 'storefront' });
  // No detectors kept: each invocation starts from checkpoints, as after a deployment.
  const { simulation, deploy } = deployable(aMonitor([check, other]), { world: between([60, 700]), detectors: 0 });
  await simulation.run(700);
  deploy(aMonitor([other]));
  await simulation.run(1_500);
  const before = simulation.topics.published.filter(({ notice }) => notice.check === check.id).length;
  deploy(aMonitor([check, other]));
  await simulation.run(1_900);
  const after = simulation.topics.published.filter(({ notice }) => notice.check === check.id).length;
  expect(after).toBe(before);
});

it('evidence of failures that is ten minutes old when it is shipped trips no switch', async () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() })]);
  const simulation = new Simulation({ monitor, world: between() });
  const [shard] = shardsOf(monitor);
  const key = frameKey(shard?.id ?? '');
  for (const region of REGIONS.slice(0, 2)) {
    for (const slot of [NOON, NOON + 10_000]) {
      const base = { key, region, run: 'scheduled' as const, results: [aResult('recommendations', 'fail')] };
      await simulation.frames.put({ ...base, slot, startedAt: slot, endedAt: slot + 50 });
    }
  }
  // A container that was there before home stopped taking frames.
  let now = NOON;
  const ctx = { ...simulation.operator(), clock: { now: () => now, sleep: async () => {} } };
  const memory = createDetectMemory();
  const calm = {
    key: '',
    region: REGIONS[0],
    run: 'scheduled' as const,
    results: [],
    slot: NOON - 10_000,
    startedAt: NOON,
    endedAt: NOON,
  };
  await detectIncidents({ ...ctx, frames: { ...ctx.frames, since: async () => [calm] } }, memory, { keys: [key] });
  now = NOON + 10 * MINUTE;
  await detectIncidents(ctx, memory, { keys: [key] });
  const owed = checkOf(simulation)?.owed ?? [];
  expect(owed.map(({ effect }) => effect.type)).not.toContain('hold');
});

it('a switchboard write that comes through late does not put an old level over a new one', async () => {
  const simulation = new Simulation({ monitor: aMonitor([aCheck()]), world: between() });
  await simulation.run(5);
  const { write } = simulation.switchboards;
  let first = true;
  simulation.switchboards.write = async (region, service, text) => {
    // The first call hangs for four seconds and then takes effect, as after the SDK's own retry.
    if (first && region === 'eu-west-1') {
      first = false;
      await simulation.time.sleep(6_000);
    }
    return write(region, service, text);
  };
  const operator = simulation.operator();
  await setSwitch(operator, { service: 'shop', switch: 'reviews', allow: 0, owner: 'ann' });
  await simulation.run(7);
  await releaseSwitch(operator, { service: 'shop', switch: 'reviews', by: 'ann' });
  await simulation.run(1_200);
  expect(serviceIn(simulation).owed).toEqual([]);
  expect(await boardLevel(simulation, 'reviews')).toBe(100);
});

it('a page that SNS has not taken for twenty minutes is counted as overdue, so that the alarm goes off', async () => {
  const simulation = new Simulation({
    monitor: aMonitor([aCheck()]),
    world: between([60, 5_000]),
    topicsAway: () => true,
  });
  let counted = 0;
  for (let second = 90; second < 1_290; second += 60) {
    await simulation.run(second);
    const { overdue } = await sweep(simulation.operator(), { at: simulation.time.now });
    if (overdue > 0) counted += 1;
  }
  expect(checkOf(simulation).owed.map(({ effect }) => effect.type)).toContain('notice');
  expect(counted).toBeGreaterThan(10);
});

it('the monitor does not say that it sees again while a shard is still dark after a day', async () => {
  const monitor = aMonitor([
    aCheck({ id: 'slow', cadenceMs: 30 * MINUTE }),
    aCheck({ id: 'quick', cadenceMs: 10 * MINUTE }),
  ]);
  const simulation = new Simulation({ monitor, world: between() });
  const operator = simulation.operator();
  for (const shard of shardsOf(monitor)) {
    const dark = shard.checks.some(({ id }) => id === 'quick');
    const results = shard.checks.map(({ id }) => aResult(id, 'pass'));
    for (let slot = NOON; slot < NOON + (dark ? HOUR : 30 * HOUR); slot += shard.cadenceMs) {
      const base = { key: frameKey(shard.id), region: REGIONS[0], run: 'scheduled' as const, results };
      await simulation.frames.put({ ...base, slot, startedAt: slot, endedAt: slot });
    }
  }
  const verdicts: string[] = [];
  for (const hour of [2, 20, 26, 29]) {
    await watchFreshness(operator, NOON + hour * HOUR);
    verdicts.push(`${hour} h: ${checkOf(simulation, '$monitor').verdict}`);
  }
  expect(verdicts).toEqual(['2 h: down', '20 h: down', '26 h: down', '29 h: down']);
});

it('a region that a service no longer has gets its switch back', async () => {
  const first = aMonitor([aCheck({ contain: aTrip() })]);
  const { simulation, deploy } = deployable(first, { world: between([60, 120]) });
  await simulation.run(100);
  expect(await boardLevel(simulation, 'recommendations', 'us-east-1')).toBe(0);
  deploy({ ...first, services: first.services.map((service) => ({ ...service, regions: ['eu-west-1'] })) });
  await simulation.run(900);
  expect(await boardLevel(simulation, 'recommendations')).toBe(100);
  expect(await boardLevel(simulation, 'recommendations', 'us-east-1')).toBe(100);
});

it('a spooled frame that can never be shipped does not go round for ever', async () => {
  const simulation = new Simulation({ monitor: aMonitor([aCheck()]), world: between() });
  let sent = 0;
  const ctx = {
    ...simulation.operator(),
    regionQueues: {
      send: async () => {
        sent += 1;
      },
    },
  };
  const message = { type: 'spool' as const, frame: '{"v":2,"results":[]}', since: NOON };
  const shipped = await shipFrame(ctx, { region: REGIONS[0], message }).catch(() => 'refused');
  expect({ shipped, sent }).toEqual({ shipped: 'refused', sent: 0 });
});

it('an effect of an incident that is over is not written into the next one', async () => {
  const check = aCheck();
  const policy = { monitor: 'shop', check: check.id, cadenceMs: check.cadenceMs, channels: ['chat'] };
  const verdict = (word: string, at: number) =>
    judge(check, new Map(REGIONS.map((region) => [region, aSeries(word, at)])), at + 50);
  let state = advanceCheck(calmCheck(check.id), { type: 'verdict', verdict: verdict('ppff', NOON) }, policy);
  const [owed] = state.owed;
  state = advanceCheck(state, { type: 'verdict', verdict: verdict('ffpp', NOON + MINUTE) }, policy);
  state = advanceCheck(state, { type: 'verdict', verdict: verdict('ppff', NOON + HOUR) }, policy);
  if (owed === undefined) throw new Error('nothing owed');
  const dead = {
    type: 'performed' as const,
    owed,
    as: 'dead' as const,
    detail: '503',
    at: NOON + 24 * HOUR,
    relieved: [],
  };
  const after = advanceCheck(state, dead, policy);
  expect(after.incident?.events.map(({ type }) => type)).not.toContain('undeliverable');
});

it('a switch that Parameter Store refuses to write is not told as set', async () => {
  const simulation = new Simulation({ monitor: aMonitor([aCheck({ contain: aTrip() })]), world: between([60, 5_000]) });
  simulation.switchboards.write = async () => {
    throw new Error('AccessDeniedException');
  };
  await simulation.run(900);
  const { events = [] } = checkOf(simulation).incident ?? {};
  const told = simulation.topics.published.map(({ notice }) => notice.kind);
  expect({ tripped: events.some(({ type }) => type === 'tripped'), told }).not.toEqual({
    tripped: true,
    told: ['trigger'],
  });
});

it('a slow check in trouble for a day reads a bounded number of frames at each wake', async () => {
  const check = aCheck({ cadenceMs: 24 * HOUR });
  const simulation = new Simulation({ monitor: aMonitor([check]), world: between() });
  const at = NOON + 24 * HOUR;
  for (let slot = NOON; slot < at; slot += 20_000) {
    for (const region of REGIONS) {
      const base = { key: runKey(check.id), region, run: 'watch' as const, burst: { by: 'tick', n: 0 } };
      await simulation.frames.put({
        ...base,
        slot,
        startedAt: slot,
        endedAt: slot,
        results: [aResult(check.id, 'fail')],
      });
    }
  }
  let read = 0;
  const ctx = simulation.operator();
  const frames = {
    ...ctx.frames,
    since: async (key: string, slot: number) => {
      const found = await ctx.frames.since(key, slot);
      read += found.length;
      return found;
    },
  };
  const clock = { now: () => at, sleep: async () => {} };
  const memory = createDetectMemory();
  await detectIncidents({ ...ctx, frames, clock }, memory, { keys: [runKey(check.id)] });
  read = 0;
  await detectIncidents({ ...ctx, frames, clock }, memory, { keys: [runKey(check.id)] });
  console.log(`hard case 22: ${read} frames read by a warm wake`);
  expect(read).toBeLessThan(500);
}, 60_000);

// In real time, a hundred times faster: a machine that stalls for a moment may have it once more.
it('in a mass outage the page of the last check does not wait for the hanging webhooks of all others', async () => {
  const checks = Array.from({ length: 12 }, (_, i) => aCheck({ id: `check-${i}` }));
  const monitor = aMonitor(checks, { channels: [{ kind: 'webhook', id: 'chat', url: 'https://chat.example/hook' }] });
  const simulation = new Simulation({ monitor, world: between() });
  const verdictOf = (id: string) =>
    judge(aCheck({ id }), new Map(REGIONS.map((region) => [region, aSeries('ppff')])), NOON + 50);
  for (const { id } of checks) {
    const policy = { monitor: 'shop', check: id, cadenceMs: 10_000, channels: ['sns', 'chat'] };
    const state = advanceCheck(calmCheck(id), { type: 'verdict', verdict: verdictOf(id) }, policy);
    await simulation.aggregates.save({ key: `CHECK#${id}`, state, version: 0, wake: false, open: true });
  }
  // A twentieth of a second of ours is a second of theirs.
  let began = performance.now();
  const now = () => NOON + (performance.now() - began) * 20;
  const clock = { now, sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 20)) };
  const ctx = {
    ...simulation.operator(),
    clock,
    webhooks: { call: () => new Promise<void>(() => {}) },
    topics: { publish: async (notice: { check: string }) => void paged.push([notice.check, now() - NOON]) },
  };
  const paged: [string, number][] = [];
  vi.doMock('../../lambdas/context.ts', () => ({ respondContext: () => ctx }));
  Object.assign(process.env, {
    KILLDEER_MONITOR: 'shop',
    KILLDEER_HOME: 'eu-west-1',
    KILLDEER_ACCOUNT: '123456789012',
    AWS_REGION: 'eu-west-1',
  });
  const { handler } = await import('../../lambdas/respond/handler.ts');
  const Records = checks.map(({ id }, i) => ({
    dynamodb: { Keys: { pk: { S: `CHECK#${id}` } }, SequenceNumber: String(i) },
  }));
  // Loading it takes none of their time.
  began = performance.now();
  await handler({ Records } as never, { awsRequestId: '1', getRemainingTimeInMillis: () => 30_000 } as never);
  const last = Math.max(...paged.map(([, at]) => at));
  console.log(`hard case 23: last of ${paged.length} pages after ${Math.round(last)} ms`);
  expect(paged).toHaveLength(12);
  expect(last).toBeLessThan(10_000);
});

it('a page that fails once is tried again, however much else is owed to a webhook that is away', async () => {
  const check = aCheck();
  const monitor = aMonitor([check], { channels: [{ kind: 'webhook', id: 'chat', url: 'https://chat.example/hook' }] });
  const simulation = new Simulation({ monitor, world: between() });
  const policy = { monitor: 'shop', check: check.id, cadenceMs: check.cadenceMs, channels: ['sns', 'chat'] };
  const verdict = (word: string, at: number) =>
    judge(check, new Map(REGIONS.map((region) => [region, aSeries(word, at)])), at + 50);
  let state = calmCheck(check.id);
  for (let at = NOON - 3 * HOUR; at < NOON; at += MINUTE) {
    state = advanceCheck(state, { type: 'verdict', verdict: verdict('ppff', at) }, policy);
    state = advanceCheck(state, { type: 'verdict', verdict: verdict('ffpp', at + 30_000) }, policy);
    state = {
      ...state,
      owed: state.owed.filter(({ effect }) => effect.type === 'notice' && effect.channel === 'chat'),
    };
  }
  state = advanceCheck(state, { type: 'verdict', verdict: verdict('ppff', NOON) }, policy);
  await simulation.aggregates.save({ key: 'CHECK#recommendations', state, version: 0, wake: false, open: true });
  let tries = 0;
  const ctx = {
    ...simulation.operator(),
    clock: { now: () => NOON + 1_000, sleep: () => new Promise<void>(() => {}) },
    webhooks: {
      call: async () => {
        throw new Error('503');
      },
    },
    topics: {
      publish: async () => {
        tries += 1;
        throw new Error('Throttled');
      },
    },
  };
  await respond(ctx, { key: 'CHECK#recommendations' });
  const sns = checkOf(simulation).owed.filter(({ effect }) => effect.type === 'notice' && effect.channel === 'sns');
  expect({ tries: tries > 0, owed: sns.length }).toEqual({ tries: true, owed: 1 });
});

it('wakes do not multiply while a target flaps and a webhook is away', async () => {
  const monitor = aMonitor([aCheck()], {
    channels: [{ kind: 'webhook', id: 'chat', url: 'https://chat.example/hook' }],
  });
  const world: World = (_c, _r, second) => (Math.floor(second / 60) % 2 === 1 ? 'fail' : 'pass');
  const simulation = new Simulation({ monitor, world });
  const count = withoutWebhook(simulation);
  const per: Counted[] = [];
  for (let part = 1; part <= 4; part += 1) {
    await simulation.run(part * 600);
    per.push(count());
  }
  console.log(`hard case 25: per 10 min ${JSON.stringify(per)}`);
  const { wakes, attempts } = per.at(-1) ?? { wakes: 0, attempts: 0 };
  expect(attempts).toBeGreaterThan(0);
  expect(wakes).toBeLessThan(3 * attempts + 30);
}, 60_000);
