import { describe, expect, test } from 'vitest';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import { assess } from '../../../../lib/core/assess.ts';
import type { Facts } from '../../../../lib/core/facts.ts';

const facts = (total: number, lag?: number): Facts => ({
  status: 200,
  phases: { firstByte: total },
  total,
  ...(lag !== undefined && { lag }),
});
const below = (limit: `${number}ms`, warn?: `${number}ms`): Assertion => ({
  on: 'latency',
  phase: 'total',
  below: limit,
  ...(warn !== undefined && { warn }),
});
const not200: Assertion = { on: 'status', allowed: [204] };

describe('a latency that was missed while the prober itself was late', () => {
  test('is unknown where the target may have been in time, and says how much may be our own delay', () => {
    expect(assess([below('100ms')], facts(112.34, 30))).toEqual({
      outcome: 'unknown',
      failure: {
        kind: 'probe',
        message: "latency total is 112.3ms, expected below 100ms, but up to 30.0ms may be the probe's own delay",
        expected: 'below 100ms',
        actual: '112.3ms',
      },
    });
  });

  test('fails where the target was late even without our own delay', () => {
    expect(assess([below('100ms')], facts(140, 30))).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion' } });
  });

  test('hides no other miss, before or behind it', () => {
    for (const expectations of [
      [not200, below('100ms')],
      [below('100ms'), not200],
    ]) {
      expect(assess(expectations, facts(112, 30))).toMatchObject({ outcome: 'fail', failure: { kind: 'status' } });
    }
  });

  test('is neither met nor missed by its opposite', () => {
    expect(assess([{ on: 'not', of: below('100ms') }], facts(112, 30)).outcome).toBe('unknown');
  });

  test('leaves an alternative undecided that nothing else meets, and met where something does', () => {
    const anyOf = (...of: Assertion[]): Assertion => ({ on: 'anyOf', of });
    expect(assess([anyOf(not200, below('100ms'))], facts(112, 30)).outcome).toBe('unknown');
    expect(assess([anyOf(below('100ms'), { on: 'status', allowed: [200] })], facts(112, 30)).outcome).toBe('pass');
  });

  test('warns of nothing where it only warns', () => {
    expect(assess([{ ...below('100ms'), level: 'warn' }], facts(112, 30)).outcome).toBe('pass');
    expect(assess([below('900ms', '100ms')], facts(112, 30)).outcome).toBe('pass');
    expect(assess([below('900ms', '100ms')], facts(140, 30)).outcome).toBe('warn');
  });
});
