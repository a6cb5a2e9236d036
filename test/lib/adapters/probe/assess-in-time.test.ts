import { bodyText, check, header, jsonPath, jsonSchema, latency, status } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { assessInTime } from '../../../../lib/adapters/probe/assess-in-time.ts';
import { inTime, PATTERN_MS, TooSlow } from '../../../../lib/adapters/probe/in-time.ts';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import type { Facts } from '../../../../lib/core/facts.ts';
import { ask, serveSeen } from '../http/asked.ts';

/** Takes years over what does not end as it should. */
const CATASTROPHE = /^(a+)+$/;
const HOSTILE = `${'a'.repeat(60)}!`;

const facts = (body: string): Facts => ({ status: 200, headers: {}, phases: {}, total: 5, body, size: body.length });

/** What came out, and whether it came before so many limits were over. */
function timed<T>(run: () => T, limits = 3): T {
  const begin = performance.now();
  const result = run();
  expect(performance.now() - begin).toBeLessThan(PATTERN_MS * limits);
  return result;
}

describe('what runs in time', () => {
  test('gives its value, and throws its own error', () => {
    expect(inTime(() => ({ a: 1 }))).toEqual({ a: 1 });
    expect(() =>
      inTime(() => {
        throw new RangeError('mine');
      }),
    ).toThrow(new RangeError('mine'));
  });

  test('ends when its time is over, in a loop as in a pattern, and the next one has all of its time', () => {
    expect(() =>
      timed(() =>
        inTime(() => {
          for (;;);
        }),
      ),
    ).toThrow(TooSlow);
    expect(() => timed(() => inTime(() => CATASTROPHE.test(HOSTILE)))).toThrow(TooSlow);
    expect(inTime(() => 'again')).toBe('again');
  });

  test('may be within another one that runs in time', () => {
    expect(inTime(() => inTime(() => 1) + 1)).toBe(2);
  });
});

describe('an expectation that takes too long over an answer', () => {
  test('fails within its limit, with its name, how long the answer was, and what to do', () => {
    expect(timed(() => assessInTime([status(200), bodyText().matches(CATASTROPHE)], facts(HOSTILE)))).toEqual({
      outcome: 'fail',
      failure: {
        kind: 'assertion',
        message: 'the pattern /^(a+)+$/ took longer than 100ms over 61 characters: make it simpler',
        expected: 'an answer within 100ms',
        actual: 'longer than 100ms over 61 characters',
      },
    });
  });

  const endless = (): never => {
    for (;;);
  };
  test.each<[string, Assertion, string]>([
    ['a pattern of a JSONPath', jsonPath('$.a').matches(CATASTROPHE), 'the pattern /^(a+)+$/'],
    ['a pattern of a header', header('x').matches(CATASTROPHE), 'the pattern /^(a+)+$/'],
    ['a check of one’s own', check('prices are positive', endless), 'the check "prices are positive"'],
  ])('is named where it is %s', (_name, assertion, name) => {
    const given = { ...facts(JSON.stringify({ a: HOSTILE })), headers: { x: HOSTILE } };
    const { outcome, failure } = timed(() => assessInTime([assertion], given)) as never as {
      outcome: string;
      failure: { message: string };
    };
    expect(outcome).toBe('fail');
    expect(failure.message).toMatch(new RegExp(`^${name.replace(/[/()+$^]/g, '\\$&')} took longer than 100ms over `));
  });

  test('does not hide an earlier one that is missed', () => {
    const found = assessInTime([status(204), bodyText().matches(CATASTROPHE)], facts(HOSTILE));
    expect(found).toMatchObject({ outcome: 'fail', failure: { kind: 'status' } });
  });

  test('only warns where it is there to warn, and those behind it are judged all the same', () => {
    const warned = { ...bodyText().matches(CATASTROPHE), level: 'warn' as const };
    expect(timed(() => assessInTime([warned, status(200)], facts(HOSTILE)))).toMatchObject({
      outcome: 'warn',
      failure: { message: expect.stringContaining('took longer than') },
    });
    expect(timed(() => assessInTime([warned, status(204)], facts(HOSTILE)))).toMatchObject({
      outcome: 'fail',
      failure: { kind: 'status' },
    });
    expect(timed(() => assessInTime([warned, warned, status(200)], facts(HOSTILE)), 6)).toMatchObject({
      outcome: 'warn',
    });
  });

  test('of a long pattern is named by its beginning', () => {
    const long = new RegExp(`^(a+)+(?:${'x'.repeat(500)})?$`);
    const found = assessInTime([bodyText().matches(long)], facts(HOSTILE));
    expect(found.outcome === 'fail' && found.failure.message.length).toBeLessThan(250);
  });

  test('leaves alone what is quick, whatever it is made of', () => {
    const quick = [status(200), bodyText().matches(/^a+!$/), jsonPath('$..a').absent(), latency('total').below('1s')];
    expect(assessInTime(quick.slice(0, 2), facts(HOSTILE))).toEqual({ outcome: 'pass' });
    expect(assessInTime([...quick.slice(3), quick[2] as Assertion], facts('{"b":[1]}'))).toEqual({ outcome: 'pass' });
  });

  test('throws what is our own fault, as it would without a limit', () => {
    expect(() => assessInTime([jsonSchema({ type: 'object' })], facts('{}'))).toThrow(TypeError);
  });

  test('fails a probe on time, and the next probe is as good as ever', async () => {
    const { port } = await serveSeen((_, response) => response.end(HOSTILE));
    const url = `http://127.0.0.1:${port}/`;
    const slow = await ask({ url, expect: [bodyText().matches(CATASTROPHE)] });
    expect(slow).toMatchObject({ outcome: 'fail', status: 200, failure: { kind: 'assertion' } });
    expect(slow.failure?.message).toContain('/^(a+)+$/ took longer than 100ms');
    expect(await ask({ url, expect: [status(200)] })).toMatchObject({ outcome: 'pass' });
  });
});
