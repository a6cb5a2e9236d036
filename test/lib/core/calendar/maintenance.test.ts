import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaintenanceDefinition } from '../../../../lib/core/calendar/calendar.ts';
import { compileMaintenance } from '../../../../lib/core/calendar/compile-calendar.ts';
import { instantOfLocal } from '../../../../lib/core/calendar/cron.ts';
import { maintenanceUntil } from '../../../../lib/core/calendar/maintenance.ts';
import { HOUR, MINUTE } from '../../../../lib/core/time.ts';
import { wallOf, ZONES } from './wall.ts';

const of = (definition: Omit<MaintenanceDefinition, 'kind'>) =>
  compileMaintenance({ kind: 'maintenance', ...definition });

describe('a maintenance', () => {
  it('that comes once holds from its first millisecond to its last', () => {
    const windows = [of({ from: '2026-12-01T22:00', to: '2026-12-02T02:00', zone: 'Europe/Berlin' })];
    const [from, to] = [Date.UTC(2026, 11, 1, 21), Date.UTC(2026, 11, 2, 1)];
    expect([from - 1, from, to - 1, to].map((at) => maintenanceUntil(windows, at))).toEqual([
      undefined,
      to,
      to,
      undefined,
    ]);
  });

  it('of a zone begins when the wall there shows it', () => {
    const local = fc.tuple(fc.integer({ min: 0, max: 364 }), fc.integer({ min: 4 * 60, max: 1_439 }));
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), local, (zone, [day, minute]) => {
        const date = new Date(Date.UTC(2026, 0, 1 + day, 0, minute)).toISOString().slice(0, 16);
        const at = instantOfLocal(date, zone) ?? 0;
        const wall = wallOf(at, zone);
        expect(`${wall.date} ${wall.minute}`).toBe(`${date.slice(0, 10)} ${minute}`);
      }),
    );
  });

  it('that recurs holds on its days, over midnight too', () => {
    const windows = [of({ recurring: { days: ['sun'] }, from: '23:00', to: '01:00', zone: 'UTC' })];
    const sunday = Date.UTC(2026, 10, 22, 23);
    expect(maintenanceUntil(windows, sunday)).toBe(sunday + 2 * HOUR);
    expect(maintenanceUntil(windows, sunday + 2 * HOUR)).toBeUndefined();
    expect(maintenanceUntil(windows, sunday + 24 * HOUR)).toBeUndefined();
    expect(maintenanceUntil(windows, sunday + 7 * 24 * HOUR + MINUTE)).toBe(sunday + (7 * 24 + 2) * HOUR);
  });

  it('by a cron lasts as long as it says, whatever the clock does meanwhile', () => {
    const recurring = { kind: 'cron' as const, expression: '0 1 * * *', zone: 'Europe/Berlin' };
    for (const day of [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25)]) {
      const windows = [of({ recurring, lasts: '4h' })];
      const begin =
        [...Array(24).keys()]
          .map((hour) => day - 2 * HOUR + hour * HOUR)
          .find((at) => maintenanceUntil(windows, at) !== undefined) ?? 0;
      expect(wallOf(begin, 'Europe/Berlin').minute).toBe(60);
      expect(maintenanceUntil(windows, begin)).toBe(begin + 4 * HOUR);
      expect(maintenanceUntil(windows, begin + 4 * HOUR)).toBeUndefined();
    }
  });

  it('joins the one that begins at its end, so that nobody is told between them', () => {
    const windows = [
      of({ from: '2026-12-01T20:00', to: '2026-12-01T22:00', zone: 'UTC' }),
      of({ from: '2026-12-01T22:00', to: '2026-12-01T23:00', zone: 'UTC' }),
      of({ from: '2026-12-01T23:01', to: '2026-12-01T23:30', zone: 'UTC' }),
    ];
    expect(maintenanceUntil(windows, Date.UTC(2026, 11, 1, 21))).toBe(Date.UTC(2026, 11, 1, 23));
  });

  it('of none holds never', () => {
    expect(maintenanceUntil(undefined, 0)).toBeUndefined();
    expect(maintenanceUntil([], Date.UTC(2026, 0, 1))).toBeUndefined();
  });
});
