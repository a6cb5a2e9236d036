import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, DAYS, type Day, type WallTime } from '../../../../lib/core/calendar/calendar.ts';
import { hoursOf, isActive, spanAt } from '../../../../lib/core/calendar/hours.ts';
import { DAY, HOUR, MINUTE } from '../../../../lib/core/time.ts';
import { CHANGES, wallOf, ZONES } from './wall.ts';

const wallTime = (minute: number): WallTime =>
  `${String(Math.floor(minute / 60)).padStart(2, '0') as unknown as number}:${String(minute % 60).padStart(2, '0') as unknown as number}`;

/** Where no clock of ours changes: a time of day that comes once, every day. */
const plain = fc.integer({ min: 4 * 60, max: 23 * 60 + 59 });
const someDays = fc.subarray([...DAYS], { minLength: 1 });
/** Any minute within four days of a change of the clock. */
const around = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }))
  .map(([change, minutes]) => change + minutes * MINUTE);
const dayBefore = (day: Day): Day => DAYS[(DAYS.indexOf(day) + 6) % 7] ?? day;

/** What the words say: on these days from one time of the wall to the other, to the next day where that is earlier. */
function oracle(days: readonly Day[], from: number, to: number, zone: string, at: number): boolean {
  const { day, minute } = wallOf(at, zone);
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes(dayBefore(day)) && minute < to);
}

describe('active hours', () => {
  it('are what the clock on the wall says, on both sides of every change of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), someDays, plain, plain, around, (zone, days, from, to, at) => {
        fc.pre(from !== to);
        const active: Calendar = { active: hoursOf(days, wallTime(from), wallTime(to), zone) };
        expect(isActive(active, at), `${new Date(at).toISOString()} ${zone} ${days} ${from}-${to}`).toBe(
          oracle(days, from, to, zone, at),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('begin and end at the very minute', () => {
    const active: Calendar = { active: hoursOf(['mon'], '08:00', '18:00', 'Europe/Berlin') };
    const [begin, end] = [Date.UTC(2026, 10, 23, 7), Date.UTC(2026, 10, 23, 17)];
    expect([begin - 1, begin, end - 1, end].map((at) => isActive(active, at))).toEqual([false, true, true, false]);
  });

  it('go on to 24:00, and over midnight', () => {
    const late: Calendar = { active: hoursOf(['sun'], '22:00', '24:00', 'UTC') };
    expect(isActive(late, Date.UTC(2026, 10, 22, 23, 59))).toBe(true);
    expect(isActive(late, Date.UTC(2026, 10, 23))).toBe(false);
    const night: Calendar = { active: hoursOf(['sun'], '22:00', '06:00', 'UTC') };
    expect(isActive(night, Date.UTC(2026, 10, 23, 5, 59))).toBe(true);
    expect(isActive(night, Date.UTC(2026, 10, 23, 6))).toBe(false);
    expect(isActive(night, Date.UTC(2026, 10, 23, 22))).toBe(false);
  });

  it('of whole days go on from one day into the next', () => {
    const noons = [20, 21, 22, 23].map((day) => Date.UTC(2026, 10, day, 12));
    for (const zone of ZONES) {
      const always: Calendar = { active: hoursOf([...DAYS], '00:00', '24:00', zone) };
      for (const at of [...noons, ...CHANGES]) expect(isActive(always, at), `${zone} ${at}`).toBe(true);
    }
    const weekend: Calendar = { active: hoursOf(['sat', 'sun'], '00:00', '24:00', 'Europe/Berlin') };
    expect(noons.map((at) => isActive(weekend, at))).toEqual([false, true, true, false]);
  });

  it.each([
    // 02:00 to 03:00 does not exist on that day, and from 01:30 to 03:30 is an hour.
    ['in spring', Date.UTC(2026, 2, 29), '01:30', '03:30', HOUR],
    // 02:00 to 03:00 comes twice.
    ['in autumn', Date.UTC(2026, 9, 25), '01:30', '03:30', 3 * HOUR],
    ['on any other day', Date.UTC(2026, 9, 26), '01:30', '03:30', 2 * HOUR],
  ] as const)('of a night in which the clock changes last as long as it says: %s', (_when, day, from, to, lasts) => {
    const span = spanAt(hoursOf([...DAYS], from, to, 'Europe/Berlin'), day + 4 * HOUR);
    expect((span?.to ?? 0) - (span?.from ?? 0)).toBe(lasts);
  });

  it('end on their day where the clock leaves out the end up to midnight, and no day or week later', () => {
    // In Nuuk 23:00 to 24:00 of Saturday, 28 March 2026, does not exist.
    const saturday = Date.UTC(2026, 2, 28, 16);
    for (const days of [[...DAYS], ['sat' as const]]) {
      const span = spanAt(hoursOf(days, '13:00', '23:00', 'America/Nuuk'), saturday);
      expect([span?.from, span?.to]).toEqual([Date.UTC(2026, 2, 28, 15), Date.UTC(2026, 2, 29, 1)]);
    }
  });

  it.each([...ZONES])('begin once a day, even at a time that is left out or comes twice: %s', (zone) => {
    for (const change of CHANGES) {
      for (const minute of [0, 60, 90, 119, 120, 135, 150, 180, 200]) {
        const hours = hoursOf([...DAYS], wallTime(minute), '12:00', zone);
        const begins = new Set<number>();
        for (let at = change - DAY; at < change + 2 * DAY; at += 15 * MINUTE) begins.add(spanAt(hours, at)?.from ?? 0);
        const gaps = [...begins].slice(1).map((begin, i) => begin - ([...begins][i] ?? 0));
        const what = `${new Date(change).toISOString()} ${minute}`;
        expect(gaps.length, what).toBeGreaterThanOrEqual(2);
        expect(Math.min(...gaps), what).toBeGreaterThanOrEqual(22.5 * HOUR);
        expect(Math.max(...gaps), what).toBeLessThanOrEqual(25.5 * HOUR);
      }
    }
  });
});
