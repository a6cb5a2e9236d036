import { describe, expect, test } from 'vitest';
import { controlChecks, controlsOf, excuse, isCutOff, isDoubtful } from '../../../lib/core/controls.ts';
import type { FailureKind } from '../../../lib/core/failure.ts';
import type { Outcome, Result } from '../../../lib/core/result.ts';

const result = (outcome: Outcome, kind?: FailureKind, address?: string): Result => ({
  ...{ id: 'api', outcome, total: 1, phases: {}, attempts: 1 },
  ...(kind !== undefined && { failure: { kind, message: `it failed by ${kind}` } }),
  ...(address !== undefined && { address }),
});
const down = [result('fail', 'connect'), result('fail', 'timeout'), result('unknown', 'probe')];

describe('a region is cut off', () => {
  test('when none of its controls answered', () => {
    expect(isCutOff(down, [])).toBe(true);
    expect(isCutOff(down.slice(0, 1), [result('fail', 'connect')])).toBe(true);
  });

  test.each(['pass', 'warn'] as const)('not when one did: %s', (outcome) => {
    expect(isCutOff([...down, result(outcome)], [])).toBe(false);
  });

  test('not when it has none that it may reach', () => {
    expect(isCutOff([], [])).toBe(false);
    expect(isCutOff([result('fail', 'guard')], [])).toBe(false);
    expect(isCutOff([result('fail', 'guard'), ...down], [])).toBe(true);
  });

  test('not when something else passed over the public internet: then it is the controls that are down', () => {
    expect(isCutOff(down, [result('pass', undefined, '8.8.8.8')])).toBe(false);
    expect(isCutOff(down, [result('warn', 'assertion', '2a00::1')])).toBe(false);
    for (const address of ['10.0.0.1', '127.0.0.1', undefined]) {
      expect(isCutOff(down, [result('pass', undefined, address)]), address).toBe(true);
    }
  });
});

describe('what is doubted', () => {
  test('is each failure but of the address guard, and the pass of what must fail', () => {
    for (const kind of ['dns', 'connect', 'tls', 'timeout', 'protocol', 'status', 'assertion'] as const) {
      expect(isDoubtful({ kind: 'http' }, result('fail', kind)), kind).toBe(true);
    }
    expect(isDoubtful({ kind: 'http' }, result('fail', 'guard'))).toBe(false);
    for (const outcome of ['pass', 'warn', 'unknown'] as const) {
      expect(isDoubtful({ kind: 'http' }, result(outcome)), outcome).toBe(false);
    }
    expect(isDoubtful({ kind: 'http', mustFail: true }, result('pass'))).toBe(true);
  });

  test.each(['heartbeat', 'queue'] as const)('is nothing of a %s, which is asked of AWS', (kind) => {
    expect(isDoubtful({ kind }, result('fail', 'assertion'))).toBe(false);
  });
});

test('an excused result is unknown, of kind probe, and says what was found', () => {
  const failed = { ...result('fail', 'connect', '8.8.8.8'), first: { kind: 'dns' as const, message: 'no name' } };
  expect(excuse(failed, { name: 'eu-west-1' }, down)).toEqual({
    ...failed,
    outcome: 'unknown',
    failure: {
      kind: 'probe',
      message: 'eu-west-1 itself is cut off: none of its 3 controls answered; of the target: it failed by connect',
      expected: 'an answer of a control',
      actual: 'it failed by connect',
    },
  });
  expect(excuse(result('pass'), { name: 'eu-west-1' }, down.slice(0, 1)).failure?.message).toBe(
    'eu-west-1 itself is cut off: its control did not answer; of the target: it failed, as it must',
  );
});

test('a control is content with any status, follows no redirect, and is given up soon', () => {
  const controls = ['https://a.example/?x=1', 'http://b.example/'];
  const [first, second] = controlChecks({ name: 'eu-west-1' }, controls);
  expect(first).toMatchObject({ url: 'https://a.example/?x=1', target: 'https://a.example/', timeoutMs: 3_000 });
  expect(second?.expect).toEqual([{ on: 'status', allowed: ['1xx', '2xx', '3xx', '4xx', '5xx'] }]);
  expect(controlChecks({ name: 'eu-west-1' }, [])).toEqual([]);
});

describe('the controls of a region', () => {
  const usual = (region: string) => ({ urls: [`https://${region}.example/`], allow: ['127.0.0.0/8'] });

  test('are those that it names, under its own guard', () => {
    const region = { name: 'eu-west-1', allow: ['10.0.0.0/8'], controls: ['https://a.example/'] };
    expect(controlsOf(region, usual)).toEqual({ urls: ['https://a.example/'], allow: ['10.0.0.0/8'] });
  });

  test('are none where it names none of its own accord', () => {
    expect(controlsOf({ name: 'eu-west-1', allow: [], controls: [] }, usual).urls).toEqual([]);
  });

  test('are the usual ones of the AWS region that it stands in where it does not say', () => {
    expect(controlsOf({ name: 'eu-west-1', allow: [] }, usual).urls).toEqual(['https://eu-west-1.example/']);
    const inside = { name: 'depot', awsRegion: 'eu-west-2', allow: [] };
    expect(controlsOf(inside, usual)).toEqual({ urls: ['https://eu-west-2.example/'], allow: ['127.0.0.0/8'] });
  });
});
