import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Monitor } from '../../../../lib/core/monitor.ts';
import type { Decisions } from '../../../../lib/core/replay/decision.ts';
import { startReplay } from '../../../../lib/core/replay/replay.ts';
import type { Outcome } from '../../../../lib/core/result.ts';
import { MINUTE, SECOND } from '../../../../lib/core/time.ts';
import { aCheck, aMonitor, aTrip, NOON, REGIONS } from '../../../builders.ts';
import type { Run } from './runs.ts';

const parent = { check: 'front', kind: 'upstream' as const };
const monitor = aMonitor([
  aCheck({ id: 'cart', dependsOn: [parent], contain: aTrip() }),
  aCheck({ id: 'search', contain: aTrip({ switch: 'reviews', relieves: ['front'] }) }),
  aCheck({ id: 'front' }),
  aCheck({ id: 'flaps', flapping: { changes: 4, windowMs: 5 * MINUTE } }),
]);
const checks = monitor.checks.map(({ id }) => id);

function replay(of: Monitor, runs: readonly Run[]): Decisions {
  const one = startReplay(of);
  for (const { check, region, entry } of runs) one.observe(check, region, entry);
  return one.end();
}

/** Every check in every region each 10 s, all at one instant; a spell says since when a check answers how, and where. */
type Spell = { readonly check: string; readonly at: number; readonly outcome: Outcome; readonly regions: number };

function runsOf(spells: readonly Spell[], steps: number): readonly Run[] {
  const runs: Run[] = [];
  for (let step = 0; step < steps; step += 1) {
    const slot = NOON + step * 10 * SECOND;
    for (const check of checks) {
      for (const [i, region] of REGIONS.entries()) {
        const spell = spells.findLast((one) => one.check === check && one.at <= step);
        const outcome = spell !== undefined && i < spell.regions ? spell.outcome : 'pass';
        const entry = { slot, run: 'scheduled' as const, outcome, total: 50, startedAt: slot, endedAt: slot + 50 };
        runs.push({ check, region, entry });
      }
    }
  }
  return runs;
}

const STEPS = 40;
const anySpells = fc
  .array(
    fc.record({
      check: fc.constantFrom(...checks),
      at: fc.nat(STEPS - 10),
      outcome: fc.constantFrom<Outcome>('fail', 'fail', 'pass', 'warn', 'unknown'),
      regions: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((spells) => spells.sort((a, b) => a.at - b.at));

describe('a replay', () => {
  test('of a recorded stream is the same to the byte, in whichever order the runs of one instant come', () => {
    let decisions = 0;
    fc.assert(
      fc.property(anySpells, fc.infiniteStream(fc.nat()), (spells, chance) => {
        const runs = runsOf(spells, STEPS);
        const shuffled = runs
          .map((run) => ({ run, place: chance.next().value as number }))
          .sort((a, b) => a.run.entry.endedAt - b.run.entry.endedAt || a.place - b.place)
          .map(({ run }) => run);
        const first = replay(monitor, runs);
        decisions += first.events.length;
        expect(JSON.stringify(replay(monitor, shuffled))).toBe(JSON.stringify(first));
        expect(JSON.stringify(replay(monitor, runs))).toBe(JSON.stringify(first));
      }),
      { numRuns: 60 },
    );
    expect(decisions).toBeGreaterThan(100);
  });

  test('of two checks that go down at one instant tells of them in the order of the definition', () => {
    const runs = runsOf(
      ['front', 'search'].map((check) => ({ check, at: 5, outcome: 'fail', regions: 3 })),
      20,
    );
    const opened = (given: readonly Run[]) =>
      replay(monitor, given)
        .events.filter(({ type }) => type === 'opened')
        .map(({ check }) => check);
    expect(opened(runs)).toEqual(['search', 'front']);
    expect(opened([...runs].reverse().sort((a, b) => a.entry.endedAt - b.entry.endedAt))).toEqual(['search', 'front']);
  });

  test('begins with the first run that began, though another one ended before', () => {
    const entry = { slot: NOON, run: 'scheduled' as const, outcome: 'pass' as const, total: 50 };
    const { from, to } = replay(monitor, [
      { check: 'cart', region: 'eu-west-1', entry: { ...entry, startedAt: NOON + 100, endedAt: NOON + 150 } },
      { check: 'front', region: 'eu-west-1', entry: { ...entry, total: 900, startedAt: NOON, endedAt: NOON + 900 } },
    ]);
    expect([from, to]).toEqual([NOON, NOON + 900]);
  });

  test('of nothing decides nothing', () => {
    expect(replay(monitor, [])).toEqual({
      events: [],
      told: [],
      verdicts: [],
      contained: [],
      runs: 0,
      ignored: 0,
      strangers: [],
      spare: 0,
      silent: checks,
      offbeat: [],
      from: 0,
      to: 0,
    });
  });
});
