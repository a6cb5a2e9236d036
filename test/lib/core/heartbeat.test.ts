import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HeartbeatState, heartbeatStatus } from '../../../lib/core/heartbeat.ts';
import { HOUR, MINUTE } from '../../../lib/core/time.ts';
import { NOON } from '../../builders.ts';

const times = { periodMs: 24 * HOUR, graceMs: HOUR, withinMs: 2 * HOUR };
const ago = (hours: number): number => NOON - hours * HOUR;

describe('how a job is doing', () => {
  const cases: readonly (readonly [string, HeartbeatState | undefined, string, RegExp?])[] = [
    ['it never reported', undefined, 'unseen'],
    ['an empty item', {}, 'unseen'],
    ['a success an hour ago', { succeededAt: ago(1) }, 'well'],
    ['a success a period ago, within the grace', { succeededAt: ago(24.9) }, 'well'],
    ['exactly at the end of the grace', { succeededAt: ago(25) }, 'well'],
    ['past the grace', { succeededAt: ago(25.1) }, 'late', /is late: last one 1d 1h ago; expected a success every 1d/],
    ['it began and never ended, in time yet', { startedAt: ago(1) }, 'well'],
    ['it began and takes too long', { startedAt: ago(2.1) }, 'late', /began 2h 6m ago and has not ended/],
    ['the next run takes too long', { succeededAt: ago(20), startedAt: ago(3) }, 'late', /it may take 2h/],
    ['it ended after it began', { startedAt: ago(5), succeededAt: ago(4) }, 'well'],
    ['it failed', { failedAt: ago(1), message: 'disk full' }, 'failed', /a failure 1h ago: disk full/],
    ['it failed and says nothing', { failedAt: ago(1) }, 'failed', /without saying why/],
    ['it failed after a success', { succeededAt: ago(2), failedAt: ago(1) }, 'failed'],
    ['it succeeded after a failure', { failedAt: ago(2), succeededAt: ago(1) }, 'well'],
    ['it failed and began again: nothing is known yet', { failedAt: ago(2), startedAt: ago(1) }, 'failed'],
  ];
  for (const [name, state, is, message] of cases) {
    test(`${name}: ${is}`, () => {
      const status = heartbeatStatus(times, state, NOON);
      expect(status.is).toBe(is);
      if (message !== undefined) expect('message' in status && status.message).toMatch(message);
    });
  }

  test('the duration is what the job says, else from its start to its success, else unknown', () => {
    const durationOf = (state: HeartbeatState) => {
      const status = heartbeatStatus(times, state, NOON);
      return status.is === 'well' ? status.durationMs : undefined;
    };
    expect(durationOf({ startedAt: ago(2), succeededAt: ago(1) })).toBe(HOUR);
    expect(durationOf({ startedAt: ago(2), succeededAt: ago(1), durationMs: 5 * MINUTE })).toBe(5 * MINUTE);
    expect(durationOf({ startedAt: ago(0.5), succeededAt: ago(1) })).toBeUndefined();
    expect(durationOf({ succeededAt: ago(1) })).toBeUndefined();
  });

  test('a job that reported nothing but successes is late only after period and grace, whatever they are', () => {
    const span = fc.integer({ min: MINUTE, max: 400 * HOUR });
    fc.assert(
      fc.property(span, span, span, (periodMs, graceMs, age) => {
        const { is } = heartbeatStatus({ periodMs, graceMs }, { succeededAt: NOON - age }, NOON);
        expect(is).toBe(age > periodMs + graceMs ? 'late' : 'well');
      }),
    );
  });
});
