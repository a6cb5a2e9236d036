import { describe, expect, test } from 'vitest';
import type { Monitor } from '../../../../lib/core/monitor.ts';
import type { Decisions } from '../../../../lib/core/replay/decision.ts';
import { incidentsOf } from '../../../../lib/core/replay/incidents.ts';
import { startReplay } from '../../../../lib/core/replay/replay.ts';
import { SECOND } from '../../../../lib/core/time.ts';
import { aCheck, aMonitor, anEntry, aTrip, NOON } from '../../../builders.ts';
import { type Answer, type Run, runsOf } from './runs.ts';

const outage: Answer = (_region, second) => (second >= 60 && second < 180 ? 'fail' : 'pass');

function replay(monitor: Monitor, runs: readonly Run[]): Decisions {
  const one = startReplay(monitor);
  for (const { check, region, entry } of runs) one.observe(check, region, entry);
  return one.end();
}

describe('an outage in a history', () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() })]);
  const decisions = replay(monitor, runsOf(monitor.checks, 600, outage));

  test('opens, pages, trips, restores step by step and resolves, as it would have then', () => {
    expect(decisions.events.map(({ type }) => type)).toEqual([
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
    expect(decisions.told.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'trigger critical',
      'resolve critical',
    ]);
  });

  test('opens when the second of three regions has failed twice', () => {
    const opened = decisions.events.find(({ type }) => type === 'opened');
    // Slots of eu at 60 and 70, of us at 63 and 73.
    expect(opened?.at).toBe(NOON + 73 * SECOND + 50);
  });

  test('holds the switch from the trip to the release', () => {
    const at = (type: string) => decisions.events.find((event) => event.type === type)?.at;
    expect(decisions.contained).toEqual([
      {
        service: 'shop',
        switch: 'recommendations',
        from: at('tripped'),
        to: decisions.events.findLast(({ type }) => type === 'restore-step')?.at,
      },
    ]);
  });

  test('is one incident with its page, its trip and its end', () => {
    expect(incidentsOf(decisions)).toMatchObject([
      {
        check: 'recommendations',
        firstFailureAt: NOON + 60 * SECOND,
        pagedAt: NOON + 73 * SECOND + 50,
        isTold: true,
        trippedAt: NOON + 73 * SECOND + 50,
        endedAt: expect.any(Number),
      },
    ]);
  });
});

test('the same history gives the same decisions, to the byte', () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() }), aCheck({ id: 'other' })]);
  const runs = runsOf(monitor.checks, 900, (region, second, check) =>
    (Math.floor(second / 45) * 7 + check.length) % 5 < 2 && region !== 'us-east-1' ? 'fail' : 'pass',
  );
  const [first, second] = [replay(monitor, runs), replay(monitor, runs)];
  expect(first.events.length).toBeGreaterThan(5);
  expect(JSON.stringify(first)).toBe(JSON.stringify(second));
});

test('a run that comes twice changes nothing, and is counted as one that is to spare', () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() })]);
  const runs = runsOf(monitor.checks, 600, outage);
  const once = replay(monitor, runs);
  const twice = replay(
    monitor,
    runs.flatMap((run) => [run, run]),
  );
  expect(twice).toEqual({ ...once, spare: once.runs });
});

test('runs of checks and regions that are not defined are counted and left out', () => {
  const monitor = aMonitor([aCheck()]);
  const one = startReplay(monitor);
  one.observe('recommendations', 'eu-west-1', anEntry(NOON, 'pass'));
  one.observe('gone', 'eu-west-1', anEntry(NOON, 'fail'));
  one.observe('recommendations', 'sa-east-1', anEntry(NOON, 'fail'));
  expect(one.end()).toMatchObject({ runs: 1, ignored: 2, events: [] });
});

test('what the service refuses is a veto with its reason, and no switch is held', () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() })]);
  const services = monitor.services.map((service) => ({ ...service, maxOff: 0 }));
  const decisions = replay({ ...monitor, services }, runsOf(monitor.checks, 600, outage));
  expect(decisions.events.find(({ type }) => type === 'trip-vetoed')?.text).toMatch(/not set/);
  expect(decisions.contained).toEqual([]);
});

test('a trip that does not help is taken back at the end of its grace', () => {
  const storefront = aCheck({ id: 'storefront' });
  const monitor = aMonitor([aCheck({ contain: aTrip({ relieves: ['storefront'] }) }), storefront]);
  const decisions = replay(
    monitor,
    runsOf(monitor.checks, 400, (_r, second) => (second >= 60 ? 'fail' : 'pass')),
  );
  const [tripped, ineffective] = ['tripped', 'ineffective'].map((name) =>
    decisions.events.find(({ type }) => type === name),
  );
  expect((ineffective?.at ?? 0) - (tripped?.at ?? 0)).toBe(120 * SECOND);
});

test('a trial that nobody verifies trips again when its time is over, at the very instant', () => {
  const monitor = aMonitor([aCheck({ contain: aTrip() }), aCheck({ id: 'other' })]);
  // Well enough to begin a restore; then nothing is seen of it any more.
  const runs = runsOf(monitor.checks, 1_500, outage).filter(
    ({ check, entry }) => check === 'other' || entry.slot < NOON + 205 * SECOND,
  );
  const { events } = replay(monitor, runs);
  const [step, again] = ['restore-step', 're-tripped'].map((name) => events.find(({ type }) => type === name));
  expect((again?.at ?? 0) - (step?.at ?? 0)).toBe(600 * SECOND);
});
