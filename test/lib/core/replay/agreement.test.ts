import { describe, expect, test } from 'vitest';
import type { RecordedIncident } from '../../../../lib/core/history/history-line.ts';
import type { IncidentEventType } from '../../../../lib/core/incident-event.ts';
import { agreementOf } from '../../../../lib/core/replay/agreement.ts';
import { SECOND } from '../../../../lib/core/time.ts';
import { aCheck, NOON } from '../../../builders.ts';

/** Events and the seconds after noon at which they came. */
type Line = readonly (readonly [IncidentEventType, number])[];

const then = (line: Line, id = 'cart-1'): RecordedIncident => {
  const events = line.map(([type, at], n) => ({ n, type, at: NOON + at * SECOND, text: 'in other words' }));
  return { id, check: 'cart', firstFailureAt: NOON, openedAt: NOON, events };
};
const now = (line: Line, incident = 'cart-1') =>
  line.map(([type, at]) => ({ type, at: NOON + at * SECOND, check: 'cart', incident, text: 'x' }));
const between = (recorded: Line, decided: Line) =>
  agreementOf([then(recorded)], now(decided), [aCheck({ id: 'cart', cadenceMs: 10 * SECOND })]);

const outage: Line = [
  ['first-failure', 0],
  ['opened', 10],
  ['tripped', 11],
  ['restore-step', 60],
  ['resolved', 100],
];

describe('what was decided then and is decided now', () => {
  test('agrees where each event is the same at the same millisecond, whatever its words', () => {
    expect(between(outage, outage)).toEqual({ recorded: 1, same: 1, differences: [] });
  });

  test('agrees though people acted then, and receivers were away', () => {
    const lived: Line = [...outage.slice(0, 3), ['acknowledged', 20], ['undeliverable', 21], ...outage.slice(3)];
    expect(between(lived, outage).same).toBe(1);
  });

  test('may be apart from the first effect on, by a run of the check and what an effect takes', () => {
    const later = outage.map(([type, at], i) => [type, i < 2 ? at : at + 15] as const);
    expect(between(later, outage).differences).toEqual([]);
    const tooLate = outage.map(([type, at], i) => [type, i < 2 ? at : at + 15.5] as const);
    expect(between(tooLate, outage).differences).toEqual(['cart-1: tripped 15.5s apart']);
  });

  test('is not said to differ without a reason where a detector had to know more than was recorded', () => {
    const { events, ...rest } = then(outage);
    const text = 'cart is slower than usual: 150 ms, expected 90 to 110 ms (anomaly, from evidence 1 on; it is 1.25)';
    const told = { ...rest, events: events.map((event) => (event.type === 'opened' ? { ...event, text } : event)) };
    const [difference] = agreementOf([told], [], []).differences;
    expect(difference).toMatch(
      /^cart-1: decided then by an anomaly, and not now: .* back-test a history of some days$/,
    );
  });

  test('may not be apart by a millisecond before that', () => {
    const later = outage.map(([type, at], i) => [type, i === 1 ? at + 0.001 : at] as const);
    expect(between(later, outage)).toEqual({ recorded: 1, same: 0, differences: ['cart-1: opened 1ms apart'] });
  });

  test.each<[string, Line, Line, RegExp]>([
    [
      'another event',
      outage,
      [
        ['first-failure', 0],
        ['escalated', 10],
      ],
      /^cart-1: then opened at 2026-11-22T12:00:10.000Z, now escalated at 2026-/,
    ],
    ['less', outage, outage.slice(0, 3), /^cart-1: then restore-step at 2026-11-22T12:01:00.000Z, now nothing more$/],
    ['more', outage.slice(0, 3), outage, /^cart-1: now also restore-step at 2026-11-22T12:01:00.000Z$/],
    ['nothing', outage, [], /^cart-1: decided then, and not now$/],
  ])('differs where now there is %s, and says where', (_name, recorded, decided, message) => {
    const { same, differences } = between(recorded, decided);
    expect(same).toBe(0);
    expect(differences).toEqual([expect.stringMatching(message)]);
  });

  test('names an incident that nobody had then, and counts the others as the same', () => {
    const decided = [...now(outage), ...now(outage, 'cart-2')];
    expect(agreementOf([then(outage)], decided, [aCheck({ id: 'cart' })])).toEqual({
      recorded: 1,
      same: 1,
      differences: ['cart-2: decided now, and not then'],
    });
  });

  test('of a check that is no longer defined differs, and is no crash', () => {
    expect(agreementOf([then(outage)], [], []).differences).toEqual(['cart-1: decided then, and not now']);
  });
});
