import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, DAYS } from '../../../../lib/core/calendar/calendar.ts';
import { isBreak, oldestFresh } from '../../../../lib/core/calendar/freshness.ts';
import { hoursOf, isActive } from '../../../../lib/core/calendar/hours.ts';
import { slotsBetween } from '../../../../lib/core/schedule.ts';
import { DAY, HOUR, MINUTE } from '../../../../lib/core/time.ts';
import { aCheck, NOON, REGIONS } from '../../../builders.ts';
import { CHANGES } from './wall.ts';

const office: Calendar = { active: hoursOf(['mon', 'tue', 'wed', 'thu', 'fri'], '08:00', '18:00', 'Europe/Berlin') };
const nightly: Calendar = { cron: { expression: '30 2 * * *', zone: 'America/New_York' } };
const check = (calendar?: Calendar, cadenceMs = MINUTE) => aCheck({ cadenceMs, ...(calendar && { calendar }) });

describe('what is planned', () => {
  it('is nothing outside of active hours, and every slot within them', () => {
    const slots = slotsBetween(check(office), REGIONS[0], NOON - 3 * DAY, NOON + 4 * DAY);
    expect(slots.every((slot) => isActive(office, slot))).toBe(true);
    // Thursday noon to Thursday noon: five working days of ten hours.
    expect(slots).toHaveLength(5 * 600);
  });

  it('by a cron comes once a day, also on the day on which the clock leaves its time out', () => {
    for (const change of CHANGES) {
      const slots = slotsBetween(check(nightly, DAY), REGIONS[0], change - 3 * DAY, change + 3 * DAY);
      expect(slots.length).toBeGreaterThanOrEqual(6);
      expect(slots.length).toBeLessThanOrEqual(7);
      expect(new Set(slots).size).toBe(slots.length);
    }
  });

  it('is the same for every region, each a while after the other', () => {
    const [first, second] = REGIONS.map((region) => slotsBetween(check(nightly, DAY), region, NOON, NOON + 5 * DAY));
    expect(second?.map((slot, i) => slot - (first?.[i] ?? 0))).toEqual(second?.map(() => 20_000));
  });
});

describe('a result ages', () => {
  it('by planned time alone: on Monday morning, that of Friday evening is fresh', () => {
    const friday = Date.UTC(2026, 10, 20, 16, 59);
    const monday = Date.UTC(2026, 10, 23, 7, 0, 30);
    expect(oldestFresh({ cadenceMs: MINUTE, calendar: office }, monday)).toBeLessThanOrEqual(friday);
    expect(oldestFresh({ cadenceMs: MINUTE, calendar: office }, monday + 5 * MINUTE)).toBeGreaterThan(friday);
    expect(oldestFresh({ cadenceMs: MINUTE, calendar: office }, friday + DAY)).toBeLessThanOrEqual(friday);
  });

  it('as if there were no calendar, where none was active in the last two cadences and a minute', () => {
    const inside = fc.integer({ min: 0, max: 9 * 60 }).map((minute) => Date.UTC(2026, 10, 23, 7, 10) + minute * MINUTE);
    fc.assert(
      fc.property(inside, (at) => {
        fc.pre(isActive(office, at));
        expect(oldestFresh({ cadenceMs: MINUTE, calendar: office }, at)).toBe(oldestFresh({ cadenceMs: MINUTE }, at));
      }),
    );
  });

  it('never outlives two planned slots: the newest slot is fresh at any time, the third newest at none', () => {
    const any = fc
      .integer({ min: 0, max: 14 * 24 * 60 })
      .map((minute) => (CHANGES[1] as number) - 7 * DAY + minute * MINUTE);
    fc.assert(
      fc.property(fc.constantFrom(office, nightly), any, (calendar, at) => {
        const planned = { cadenceMs: 'cron' in calendar ? DAY : MINUTE, calendar };
        const slots = slotsBetween({ ...check(calendar, planned.cadenceMs), regions: ['eu'] }, 'eu', at - 5 * DAY, at);
        const newest = slots.at(-1) ?? 0;
        const oldest = oldestFresh(planned, at);
        expect(newest).toBeGreaterThanOrEqual(oldest);
        expect(slots.at(-6) ?? 0).toBeLessThan(oldest);
      }),
    );
  });

  it('of a cron by its own instants, and what was missed of them is a break', () => {
    const planned = { cadenceMs: DAY, calendar: nightly };
    const slots = slotsBetween({ ...check(nightly, DAY), regions: ['eu'] }, 'eu', NOON - 6 * DAY, NOON);
    const [a = 0, b = 0, c = 0, d = 0] = slots;
    expect(isBreak(planned, a, b)).toBe(false);
    expect(isBreak(planned, a, c)).toBe(false);
    expect(isBreak(planned, a, d)).toBe(true);
    expect(isBreak({ cadenceMs: MINUTE }, NOON - HOUR, NOON)).toBe(true);
    expect(DAYS).toHaveLength(7);
  });
});
