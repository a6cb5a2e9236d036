import { describe, expect, test } from 'vitest';
import { DAYS } from '../../../../lib/core/calendar/calendar.ts';
import { hoursOf } from '../../../../lib/core/calendar/hours.ts';
import { encodeIncidentFile, parseIncidentFile } from '../../../../lib/core/history/incident-file.ts';
import { replayFile } from '../../../../lib/core/replay/replay-file.ts';
import type { Frame } from '../../../../lib/core/result.ts';
import { aCheck, aMonitor, aResult, aTrip, NOON, REGIONS } from '../../../builders.ts';

const frames = [0, 10_000, 20_000].flatMap((after) =>
  REGIONS.map((region, i): Frame => {
    const slot = NOON + after + i;
    const results = ['cart', 'front'].map((id) => aResult(id, 'fail'));
    return { key: 'FRAME#10s.abc', region, slot, run: 'scheduled', startedAt: slot, endedAt: slot + 50, results };
  }),
);
const rules = {
  dependsOn: [{ check: 'front', kind: 'own' as const }],
  contain: aTrip({ relieves: ['front'], when: { share: 0.3, windowMs: 60_000, atLeast: 2 }, quorum: 2 }),
  flapping: { changes: 3, windowMs: 60_000 },
  routes: { down: 'page' as const, partial: 'warn' as const, degraded: 'warn' as const, flapping: 'page' as const },
  degradedWhen: { either: [{ hits: 1, of: 2 }, { both: [{ hits: 2, of: 3 }] }] },
  maintenance: [
    { from: NOON - 5_000, to: NOON },
    { hours: hoursOf([...DAYS], '02:00', '03:00', 'UTC') },
    { begins: { expression: '0 3 * * *', zone: 'UTC' }, lastsMs: 1_000 },
  ],
};
const monitor = aMonitor([
  aCheck({ id: 'cart', ...rules }),
  aCheck({ id: 'front', calendar: { active: hoursOf([...DAYS], '00:00', '24:00', 'UTC') } }),
]);
const incident = { id: 'cart-1', check: 'cart', firstFailureAt: NOON, openedAt: NOON + 50, events: [] };
const label = { check: 'cart', from: NOON, to: NOON + 60_000, name: 'cart is down' };
const whole = JSON.parse(encodeIncidentFile({ monitor, incident, label, frames })) as object;

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [at, ...keys.flatMap((key) => pathsOf((value as Record<string | number, unknown>)[key], [...at, key]))];
}

/** The file with another value at a place; `undefined` is none. */
function broken(path: Path, value: unknown): string {
  const copy = structuredClone(whole) as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const owner = path.slice(0, -1).reduce<Record<string | number, unknown>>((one, key) => one[key] as never, copy);
  if (value === undefined && Array.isArray(owner)) owner.splice(Number(last), 1);
  else owner[last] = value;
  return JSON.stringify(copy);
}

describe('a recorded incident that a person broke', () => {
  test('whatever stands in the place of whatever, is refused with the place, or decided', () => {
    const paths = pathsOf(whole).filter(([part, n]) => part !== undefined && (part !== 'frames' || (n ?? 0) === 0));
    expect(paths.length).toBeGreaterThan(150);
    let refused = 0;
    for (const path of paths) {
      for (const value of [undefined, null, 'x', -1, 1e300, [], {}]) {
        const text = broken(path, value);
        try {
          const file = parseIncidentFile(text);
          replayFile(file, file.monitor);
        } catch (error) {
          refused += 1;
          expect((error as Error).name, `${path.join('.')} is ${JSON.stringify(value)}: ${error}`).toBe('BadHistory');
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  test.each<[Path, unknown, string]>([
    [
      ['monitor', 'checks', 0, 'failWhen'],
      {},
      'monitor.checks[0].failWhen is {}; allowed: an object with one of hits, share',
    ],
    [
      ['monitor', 'checks', 0, 'quorum'],
      '2',
      'monitor.checks[0].quorum is "2"; allowed: a whole number from 1 to 1000',
    ],
    [['monitor', 'checks', 0, 'contain', 'mode'], 'on', '.contain.mode is "on"; allowed: shadow, suggest, auto'],
    [
      ['monitor', 'checks', 0, 'maintenance', 1, 'hours', 'begins', 'zone'],
      'Mars',
      '.zone is "Mars"; allowed: an IANA zone',
    ],
    [
      ['monitor', 'services', 0, 'switches'],
      null,
      'monitor.services[0].switches is null; allowed: a list. Mend it, or export',
    ],
  ])('says where, what, and what may stand there: %j', (path, value, message) => {
    expect(() => parseIncidentFile(broken(path, value))).toThrow(message);
  });
});
