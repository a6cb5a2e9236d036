import { describe, expect, test } from 'vitest';
import { FAILURE_KINDS, type FailureKind } from '../../../lib/core/failure.ts';
import { invert } from '../../../lib/core/must-fail.ts';

const result = { id: 'admin', total: 12, phases: { tcp: 1 }, address: '192.0.2.1', trace: 'ab' };
const failed = (kind: FailureKind) => ({ ...result, outcome: 'fail' as const, failure: { kind, message: 'no' } });

const INVERTED: readonly FailureKind[] = FAILURE_KINDS.filter((kind) => !['guard', 'unseen', 'probe'].includes(kind));

describe('of a check that must fail', () => {
  test.each(INVERTED)('a failure of kind %s is a pass, with its times and its address', (kind) => {
    expect(invert(failed(kind))).toEqual({ ...result, outcome: 'pass' });
  });

  test.each(['guard', 'unseen', 'probe'] as const)('%s says nothing of the target and stays', (kind) => {
    expect(invert(failed(kind))).toEqual(failed(kind));
    const unknown = { ...failed(kind), outcome: 'unknown' as const };
    expect(invert(unknown)).toEqual(unknown);
  });

  test('what could not be told stays so, whatever the reason', () => {
    const unknown = { ...failed('connect'), outcome: 'unknown' as const };
    expect(invert(unknown)).toEqual(unknown);
  });

  test.each(['pass', 'warn'] as const)('a %s is a failure that says so', (outcome) => {
    const warned = outcome === 'warn' ? { failure: { kind: 'assertion' as const, message: 'slow' } } : {};
    expect(invert({ ...result, ...warned, outcome, status: 200 })).toEqual({
      ...result,
      status: 200,
      outcome: 'fail',
      failure: {
        kind: 'assertion',
        message: 'it passed with status 200, and it must fail',
        expected: 'a failure',
        actual: 'a pass with status 200',
      },
    });
    expect(invert({ ...result, outcome })).toMatchObject({
      failure: { message: 'it passed, and it must fail', actual: 'a pass' },
    });
  });
});
