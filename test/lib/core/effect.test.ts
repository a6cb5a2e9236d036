import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  attemptable,
  backoffMs,
  EFFECT_LIFE_MS,
  type Effect,
  MOST_OWED,
  type Owed,
  outliving,
  owe,
  settle,
} from '../../../lib/core/effect.ts';
import { NOON } from '../../builders.ts';

const effect: Effect = { type: 'archive', incident: 'i', events: [] };
const lane = [owe('i/1', 'i/sns', effect, NOON), owe('i/2', 'i/sns', effect, NOON), owe('i/3', 'i/hook', effect, NOON)];
const ids = (owed: readonly { id: string }[]): readonly string[] => owed.map(({ id }) => id);

it('lanes are independent, and within a lane the next waits', () => {
  expect(ids(attemptable(lane, NOON))).toEqual(['i/1', 'i/3']);
});

it('a failed attempt holds back its lane and no other', () => {
  const { owed, finished } = settle(lane, 'i/1', { is: 'retry', error: 'no answer' }, NOON, 0.5);
  expect(finished).toBeUndefined();
  expect(owed[0]).toMatchObject({ attempts: 1, retryAt: NOON + 750, error: 'no answer' });
  expect(ids(attemptable(owed, NOON))).toEqual(['i/3']);
  expect(ids(attemptable(owed, NOON + 750))).toEqual(['i/1', 'i/3']);
});

it('done and vetoed effects leave their lane to the next', () => {
  const { owed, finished } = settle(lane, 'i/1', { is: 'vetoed', reason: 'pinned' }, NOON, 0);
  expect([finished?.as, finished?.detail]).toEqual(['vetoed', 'pinned']);
  expect(ids(attemptable(owed, NOON))).toEqual(['i/2', 'i/3']);
});

it('an outcome that comes twice changes nothing the second time', () => {
  const once = settle(lane, 'i/1', { is: 'done' }, NOON, 0);
  expect(settle(once.owed, 'i/1', { is: 'done' }, NOON, 0)).toEqual({ owed: once.owed });
});

it('what could not be done for a day is dead, and its lane goes on', () => {
  const first = lane[0] as Owed;
  const outcome = outliving({ is: 'retry', error: 'gone' }, first, lane, NOON + EFFECT_LIFE_MS);
  const { owed, finished } = settle(lane, 'i/1', outcome, NOON + EFFECT_LIFE_MS, 0);
  expect(finished?.as).toBe('dead');
  expect(ids(owed)).toEqual(['i/2', 'i/3']);
});

it('while far too much is owed an old notice that failed several times makes room, and nothing else does', () => {
  const notice = { type: 'notice', channel: 'chat', notice: {} } as unknown as Effect;
  const waiting = Array.from({ length: MOST_OWED + 1 }, (_, i) => ({
    ...owe(`n/${i}`, 'chat', notice, NOON),
    attempts: 2,
  }));
  const [oldest, second] = waiting as [Owed, Owed];
  const failed = { is: 'retry', error: 'away' } as const;
  expect(outliving(failed, oldest, waiting, NOON).is).toBe('dead');
  expect(outliving(failed, second, waiting, NOON).is).toBe('retry');
  expect(outliving(failed, { ...oldest, attempts: 1 }, waiting, NOON).is).toBe('retry');
  expect(outliving(failed, oldest, waiting.slice(0, MOST_OWED), NOON).is).toBe('retry');
  const archive = { ...oldest, effect };
  expect(outliving(failed, archive, [archive, ...waiting.slice(1)], NOON).is).toBe('retry');
});

it('the wait doubles from one second to five minutes, at least half of it kept', () => {
  expect([1, 2, 3, 4].map((n) => backoffMs(n, 0))).toEqual([500, 1_000, 2_000, 4_000]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, chance) => {
        const wait = backoffMs(attempts, chance);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(300_000);
      },
    ),
  );
});
