import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../lib/core/calendar/calendar.ts';
import { isAsked } from '../../../lib/core/calendar/freshness.ts';
import { hoursOf } from '../../../lib/core/calendar/hours.ts';
import type { Surroundings } from '../../../lib/core/dependency.ts';
import { parentStateOf } from '../../../lib/core/dependency.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { NOON } from '../../builders.ts';
import { aParent, live, POLICY } from './lived.ts';

/** A parent that is in trouble in the minutes [from, to). */
const parent =
  (from: number, to: number, cadenceMs?: number) =>
  (minute: number): Surroundings => {
    const inTrouble = minute >= from && minute < to;
    const since = inTrouble ? from : minute >= to ? to : -60;
    return { parents: [aParent(inTrouble, since, cadenceMs)] };
  };
const maintenance =
  (from: number, to: number) =>
  (minute: number): Surroundings => ({
    parents: [],
    ...(minute >= from && minute < to && { maintenanceUntil: NOON + to * MINUTE }),
  });

describe('while a parent is in trouble', () => {
  it('nothing is told of the child, and judging goes on', () => {
    const { told, state } = live('uuddddd', POLICY, parent(3, 60));
    expect(told).toEqual([]);
    expect([state.verdict, state.held?.for, state.held?.by]).toEqual(['down', 'parent', 'database']);
  });

  it('what is open is ended all the same', () => {
    const { told } = live('uudddddduu', POLICY, parent(5, 60));
    expect(told).toEqual(['3 trigger critical', '8 resolve critical']);
  });

  it('a warning gets no worse', () => {
    expect(live('uppppddd', POLICY, parent(5, 60)).told).toEqual(['3 trigger warning']);
    expect(live('uppppddd', POLICY, parent(-60, -50)).told).toEqual(['3 trigger warning', '6 update critical']);
  });

  it('a child that is well again was never in an incident', () => {
    const { told, state } = live('uddddu', POLICY, parent(2, 60));
    expect(told).toEqual([]);
    expect(state.held).toBeUndefined();
  });
});

describe('for one of the parent’s intervals', () => {
  it('a child that goes down first is waited for: its parent usually follows', () => {
    expect(live('uddd', POLICY, parent(2, 60)).told).toEqual([]);
    expect(live('uddd', POLICY, parent(60, 61)).told).toEqual(['2 trigger critical']);
    expect(live('udddddd', POLICY, parent(60, 61, 3 * MINUTE)).told).toEqual(['4 trigger critical']);
  });

  it('after the parent is well again its child may follow; what still fails then is told', () => {
    expect(live('udddddddu', POLICY, parent(1, 5)).told).toEqual(['6 trigger critical', '8 resolve critical']);
    expect(live('uddddu', POLICY, parent(1, 5)).told).toEqual([]);
  });
});

describe('a maintenance', () => {
  it('holds back what begins in it, and what still fails at its end is told then, as failing since it began', () => {
    const life = live('uuddddddd', POLICY, maintenance(0, 6));
    expect(life.told).toEqual(['6 trigger critical']);
    expect(life.state.incident?.firstFailureAt).toBe(NOON + 2 * MINUTE);
    expect(life.events).toContain('6 held-back');
  });

  it('does not hold back the end of what was open before', () => {
    expect(live('uddduu', POLICY, maintenance(3, 60)).told).toEqual(['1 trigger critical', '4 resolve critical']);
  });
});

it('whatever stands around a check, an incident that was told of ends when the check is well', () => {
  const minutes = fc.array(fc.constantFrom('d', 'u', 'p', 'g', '?'), { minLength: 30, maxLength: 30 });
  const times = fc.tuple(fc.nat(30), fc.nat(30));
  fc.assert(
    fc.property(minutes, times, times, (word, [from, to], [begin, end]) => {
      const around = (minute: number): Surroundings => ({
        ...maintenance(begin, end)(minute),
        ...parent(from, to)(minute),
      });
      const life = live(`${word.join('')}${'u'.repeat(20)}`, POLICY, around);
      expect(life.state.incident).toBeUndefined();
      expect(life.state.held).toBeUndefined();
      const opened = life.told.filter((one) => one.includes('trigger')).length;
      expect(life.told.filter((one) => one.includes('resolve'))).toHaveLength(opened);
    }),
  );
});

it('a parent that is held itself is in trouble for its own children: one hop is enough', () => {
  const held = { for: 'parent' as const, by: 'power', since: NOON };
  const state = { check: 'database', verdict: 'down' as const, since: NOON, judgedAt: NOON, owed: [], held };
  expect(parentStateOf({ check: 'database', kind: 'own' }, { cadenceMs: MINUTE, isAsked: true }, state).inTrouble).toBe(
    true,
  );
  const calm = { ...state, verdict: 'up' as const, held: undefined as never, endedAt: NOON + 5 };
  expect(parentStateOf({ check: 'database', kind: 'own' }, { cadenceMs: MINUTE, isAsked: true }, calm)).toMatchObject({
    inTrouble: false,
    since: NOON + 5,
  });
});

it('a parent holds nobody while it is not asked: its incident may stay open all night', () => {
  const state = { check: 'database', verdict: 'down' as const, since: NOON, judgedAt: NOON, owed: [] };
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
  const hours = { active: hoursOf(weekdays, '09:00', '17:00', 'UTC') };
  const cron = { cron: { expression: '*/5 9-16 * * 1-5', zone: 'UTC' } };
  const often = { cron: { expression: '*/5 * * * *', zone: 'UTC' } };
  const twice = { cron: { expression: '0 0,12 * * *', zone: 'UTC' } };
  const inTrouble = (calendar: Calendar, cadenceMs: number, at: string): boolean =>
    parentStateOf(
      { check: 'database', kind: 'own' },
      { cadenceMs, isAsked: isAsked({ cadenceMs, calendar }, Date.parse(at)) },
      state,
    ).inTrouble;
  for (const [calendar, cadenceMs] of [
    [hours, MINUTE],
    [cron, 5 * MINUTE],
  ] as const) {
    expect(inTrouble(calendar, cadenceMs, '2026-11-23T16:50:00Z')).toBe(true);
    expect(inTrouble(calendar, cadenceMs, '2026-11-23T17:01:00Z')).toBe(false);
    expect(inTrouble(calendar, cadenceMs, '2026-11-24T08:00:00Z')).toBe(false);
    expect(inTrouble(calendar, cadenceMs, '2026-11-24T09:01:00Z')).toBe(true);
  }
  expect(inTrouble(often, 5 * MINUTE, '2026-11-24T03:01:00Z')).toBe(true);
  expect(inTrouble(twice, 720 * MINUTE, '2026-11-24T03:01:00Z')).toBe(true);
});
