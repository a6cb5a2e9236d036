import { describe, expect, test } from 'vitest';
import { FAILURE_KINDS, type FailureKind, RETRY_CLASSES, type RetryClass } from '../../../lib/core/failure.ts';
import { waitBeforeRetry } from '../../../lib/core/retry.ts';

const failed = (kind: FailureKind, status?: number) => ({
  outcome: 'fail' as const,
  failure: { kind, message: 'it failed' },
  ...(status !== undefined && { status }),
});
const wait = (retry: readonly RetryClass[], last = failed('connect'), more: object = {}, chance = 0) =>
  waitBeforeRetry({ retry, ...more }, { last, attempts: 1, remainingMs: 10_000, ...more }, chance);

describe('another attempt is made', () => {
  test.each(['dns', 'connect', 'tls', 'timeout', 'protocol', 'status', 'assertion'] as const)(
    'after a failure of class %s, where it is named and nowhere else',
    (kind) => {
      expect(wait([kind], failed(kind))).toBe(100);
      expect(
        wait(
          RETRY_CLASSES.filter((name) => name !== kind),
          failed(kind),
        ),
      ).toBeUndefined();
    },
  );

  test.each([
    [500, true],
    [503, true],
    [599, true],
    [499, false],
    [404, false],
    [200, false],
  ])('after status %i for class 5xx: %s', (status, isRetried) => {
    expect(wait(['5xx'], failed('status', status)) !== undefined).toBe(isRetried);
  });

  test('of a missing status, of the address guard and of our own fault, by no class', () => {
    expect(wait(['5xx'], failed('status'))).toBeUndefined();
    const never = FAILURE_KINDS.filter((kind) => !(RETRY_CLASSES as readonly string[]).includes(kind));
    expect(never).toEqual(expect.arrayContaining(['guard', 'probe']));
    for (const kind of never) expect(wait(RETRY_CLASSES, failed(kind)), kind).toBeUndefined();
  });

  test.each(['pass', 'warn', 'unknown'] as const)('not after %s', (outcome) => {
    expect(wait(RETRY_CLASSES, { ...failed('connect'), outcome: outcome as 'fail' })).toBeUndefined();
  });

  test('until there were two, or as many as the check says, never more than three', () => {
    expect(wait(['connect'], undefined, { attempts: 2 })).toBeUndefined();
    const made = (attempts: number, most: number) =>
      waitBeforeRetry(
        { retry: ['connect'], attempts: most },
        { last: failed('connect'), attempts, remainingMs: 10_000 },
        0,
      ) !== undefined;
    expect([made(1, 1), made(1, 2), made(2, 2), made(2, 3), made(3, 3), made(3, 9)]).toEqual([
      ...[false, true, false, true, false, false],
    ]);
  });
});

describe('the wait', () => {
  test('doubles, and by chance is half of itself to all of it', () => {
    const at = (attempts: number, chance: number, backoffMs?: number) =>
      waitBeforeRetry(
        { retry: ['connect'], attempts: 3, ...(backoffMs !== undefined && { backoffMs }) },
        { last: failed('connect'), attempts, remainingMs: 20_000 },
        chance,
      );
    expect([at(1, 0), at(1, 0.5), at(1, 0.999)]).toEqual([100, 150, expect.closeTo(199.9)]);
    expect([at(2, 0), at(2, 0.5)]).toEqual([200, 300]);
    expect([at(1, 0, 5_000), at(2, 0, 5_000)]).toEqual([2_500, 5_000]);
  });

  test('leaves half a second of the run for the attempt, or there is no attempt', () => {
    expect(wait(['connect'], undefined, { remainingMs: 600 })).toBe(100);
    expect(wait(['connect'], undefined, { remainingMs: 550 })).toBe(50);
    expect(wait(['connect'], undefined, { remainingMs: 499 })).toBeUndefined();
    expect(wait(['connect'], undefined, { remainingMs: -1 })).toBeUndefined();
  });
});
