import fc from 'fast-check';
import { allOf, anyOf, bodyText, check, header, jsonPath, latency, not, size, status, warn } from 'killdeer';
import { describe, expect, test } from 'vitest';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import { asksStatus, isStatusExpected } from '../../../../lib/core/assertions/status.ts';
import { assess } from '../../../../lib/core/assess.ts';
import { response, verdict } from './response.ts';

const soldOut = bodyText().contains('sold out');
const SHORT = 'body is "{\\"name\\":\\"shop\\",\\"version\\":\\"version 12 of 202…';

describe('assertions make up others', () => {
  test.each<[string, Assertion, string]>([
    ['any of them holds', anyOf(status(404), status(200)), 'pass'],
    [
      'none of them holds',
      anyOf(status(404), soldOut),
      `fail: none of 2 holds: status 200, expected 404; ${SHORT}, expected containing "sold out"`,
    ],
    [
      'none of many',
      anyOf(status(201), status(202), status(203), status(204)),
      'fail: none of 4 holds: status 200, expected 201; status 200, expected 202; status 200, expected 203; and 1 more',
    ],
    ['one alone', anyOf(status(404)), 'fail: status 200, expected 404'],
    ['all of them', allOf(status(200), header('server').exists()), 'pass'],
    [
      'the first that does not',
      allOf(status(200), header('a').exists(), header('b').exists()),
      'fail: header a is missing, expected present',
    ],
    [
      'one within others',
      anyOf(allOf(status(200), soldOut), status(404)),
      `fail: none of 2 holds: ${SHORT}, expected containing "sold out"; status 200, expected 404`,
    ],
    ['what must not be', not(soldOut), 'pass'],
    [
      'what must not be and is',
      not(header('server').contains('nginx')),
      'fail: header server is "nginx/1.27.3", expected not containing "nginx"',
    ],
    ['a status that must not be', not(status('2xx')), 'fail: status 200, expected not 2xx'],
    ['none of several, one of which is', not(anyOf(status(404), status(200))), 'fail: status 200, expected not 200'],
    [
      'not all of several, which all are',
      not(allOf(status(200), size().atLeast(1))),
      'fail: all of 2 hold: status 200, expected not 200; size is 109B, expected not at least 1B',
    ],
    [
      'a latency that must not be',
      not(latency('tls').below('5ms')),
      'fail: latency tls is 3.0ms, expected not below 5ms',
    ],
    ['a warning', warn(status(404)), 'warn: status 200, expected 404'],
    [
      'a warning of all',
      warn(anyOf(status(404), status(500))),
      'warn: none of 2 holds: status 200, expected 404; status 200, expected 500',
    ],
    [
      'the second choice with a warning',
      anyOf(status(404), warn(soldOut)),
      expect.stringMatching(/^warn: body is /) as unknown as string,
    ],
    ['a warning among all', allOf(warn(status(404)), status(200)), 'warn: status 200, expected 404'],
    ['a failure behind a warning', allOf(warn(status(404)), status(500)), 'fail: status 200, expected 500'],
  ])('%s', (_, assertion, said) => {
    expect(verdict(assertion)).toEqual(said);
  });

  test('what cannot be asked fails, and so does its opposite', () => {
    const html = { body: '<html>' };
    const message = 'fail: body is not JSON: <html>, expected JSON with $.error present';
    expect(verdict(jsonPath('$.error').exists(), html)).toBe(message);
    expect(verdict(not(jsonPath('$.error').exists()), html)).toBe(message);
    expect(verdict(not(anyOf(jsonPath('$.error').exists(), status(404))), html)).toMatch(/^fail: none of 2/);
    expect(verdict(not(allOf(jsonPath('$.error').exists(), status(404))), html)).toBe('pass');
  });

  test('a failure of statuses alone is a failure of the status, so that it is retried as one', () => {
    const kindOf = (assertion: Assertion) => {
      const assessment = assess([assertion], response({ status: 503 }));
      return assessment.outcome === 'pass' ? undefined : assessment.failure.kind;
    };
    expect(kindOf(anyOf(status(200), status(404)))).toBe('status');
    expect(kindOf(anyOf(status(200), soldOut))).toBe('assertion');
    expect(kindOf(not(status(503)))).toBe('status');
  });

  test('a failure stays short however much it is made of', () => {
    const long = Array.from({ length: 50 }, (_, i) => bodyText().contains(`${i}`.repeat(500)));
    const assessment = assess([anyOf(...long)], response({ body: 'x'.repeat(100_000) }));
    expect(assessment.outcome).toBe('fail');
    expect(JSON.stringify(assessment).length).toBeLessThan(1_024);
  });

  test('a status that is asked for within others is known', () => {
    expect(asksStatus(not(anyOf(soldOut, status(404))))).toBe(true);
    expect(asksStatus(allOf(soldOut))).toBe(false);
    expect(isStatusExpected(302, [anyOf(status(200), status('3xx'))])).toBe(true);
    expect(isStatusExpected(302, [not(status(302))])).toBe(false);
  });
});

describe('the laws of combined assertions', () => {
  const leaf: fc.Arbitrary<Assertion> = fc.constantFrom(
    status(200),
    status(404),
    soldOut,
    bodyText().contains('shop'),
    jsonPath('$.items[*].price').every().atLeast(10),
    jsonPath('$.name').exists(),
    header('server')
      .capture(/nginx\/(\d+)/)
      .atLeast(1),
    header('server')
      .capture(/apache\/(\d+)/)
      .atLeast(1),
    size().atMost(10),
    check('it is so', () => true),
    check('it is not so', () => 'for a reason'),
    check('it throws', () => {
      throw new Error('no');
    }),
  );
  const { tree } = fc.letrec<{ tree: Assertion }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('tree').map(not),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => anyOf(...of)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => allOf(...of)),
    ),
  }));
  const facts = fc.constantFrom(response(), response({ status: 404, body: 'sold out' }), response({ headers: {} }));
  const say = (assertion: Assertion, given: ReturnType<typeof response>) => assess([assertion], given);

  test('turned round twice an assertion is itself, message included', () => {
    fc.assert(
      fc.property(tree, facts, (a, f) => {
        expect(say(not(not(a)), f)).toEqual(say(a, f));
      }),
    );
  });

  test('any of one, and all of one, is it', () => {
    fc.assert(
      fc.property(tree, facts, (a, f) => {
        expect(say(anyOf(a), f)).toEqual(say(a, f));
        expect(say(allOf(a), f)).toEqual(say(a, f));
      }),
    );
  });

  test('not any of several is all of them not', () => {
    const several = fc.array(tree, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(several, facts, (of, f) => {
        expect(say(not(anyOf(...of)), f).outcome).toBe(say(allOf(...of.map(not)), f).outcome);
        expect(say(not(allOf(...of)), f).outcome).toBe(say(anyOf(...of.map(not)), f).outcome);
      }),
    );
  });

  test('any of several is the best of them, and all of them the worst', () => {
    const rank = ['pass', 'warn', 'fail'];
    const several = fc.array(
      fc.tuple(tree, fc.boolean()).map(([a, isWarning]) => (isWarning ? warn(a) : a)),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(several, facts, (of, f) => {
        const ranks = of.map((a) => rank.indexOf(say(a, f).outcome));
        expect(say(anyOf(...of), f).outcome).toBe(rank[Math.min(...ranks)]);
        expect(say(allOf(...of), f).outcome).toBe(rank[Math.max(...ranks)]);
      }),
    );
  });
});
