import { check, not, warn } from 'killdeer';
import { describe, expect, test } from 'vitest';
import type { Assertion, Response } from '../../../../lib/core/assertion.ts';
import { response, verdict } from './response.ts';

const so = (holds: (response: Response) => unknown) => check('prices are positive', holds as never);

describe('a check of one’s own', () => {
  test.each<[string, Assertion, string]>([
    ['that holds', so((r) => r.json().items.every((item: { price: number }) => item.price > 0)), 'pass'],
    ['that does not', so(() => false), 'fail: it does not hold that "prices are positive"'],
    [
      'with a reason',
      so(() => 'item 2 costs -1'),
      'fail: it does not hold that "prices are positive": item 2 costs -1',
    ],
    [
      'with an empty reason',
      so(() => ''),
      'fail: it does not hold that "prices are positive": for no reason that it says',
    ],
    ['as a warning', warn(so(() => false)), 'warn: it does not hold that "prices are positive"'],
    ['turned round', not(so(() => true)), 'fail: it holds that "prices are positive", expected that it does not'],
    ['turned round with a reason', not(so(() => 'no')), 'pass'],
    [
      'that throws',
      so((r) => r.json().orders.length > 0),
      'fail: the check "prices are positive" threw TypeError: Cannot read properties of undefined (reading \'length\')',
    ],
    [
      'that throws, turned round',
      not(
        so(() => {
          throw new Error('boom');
        }),
      ),
      'fail: the check "prices are positive" threw Error: boom',
    ],
    [
      'that throws no error',
      so(() => {
        throw 'boom';
      }),
      'fail: the check "prices are positive" threw "boom"',
    ],
    [
      'that throws what cannot be shown',
      so(() => {
        throw {
          toJSON: () => {
            throw new Error('no');
          },
        };
      }),
      'fail: the check "prices are positive" threw JSON nested too deep to show',
    ],
    [
      'that gives nothing',
      so(() => undefined),
      'fail: the check "prices are positive" gave nothing, not true, false or a reason',
    ],
    ['that gives a number', so(() => 3), 'fail: the check "prices are positive" gave 3, not true, false or a reason'],
    [
      'that is async',
      so(async () => true),
      'fail: the check "prices are positive" gave a promise: it must not be async',
    ],
    [
      'that is async and refused',
      so(async () => {
        throw new Error('later');
      }),
      'fail: the check "prices are positive" gave a promise: it must not be async',
    ],
  ])('%s', (_, assertion, said) => {
    expect(verdict(assertion)).toBe(said);
  });

  test('sees all that came', () => {
    let seen: unknown;
    verdict(
      so(({ json, ...rest }) => {
        seen = { ...rest, json: json() };
        return true;
      }),
    );
    const { body, ...facts } = response();
    expect(seen).toEqual({ ...facts, text: body, json: JSON.parse(body ?? '') });
  });

  test('cannot change what the next one sees', () => {
    const spoils = so((r) => {
      (r.headers as Record<string, string>).server = 'x';
      r.json().items.length = 0;
      return r.json().items.length === 2;
    });
    const facts = response();
    expect(verdict(spoils, facts)).toBe('pass');
    expect(facts).toEqual(response());
  });

  test('has an empty answer where nothing came', () => {
    const isEmpty = so((r) => r.status === 0 && r.text === '' && r.size === 0 && Object.keys(r.headers).length === 0);
    const { phases, total } = response();
    expect(
      verdict(isEmpty, {
        status: undefined,
        headers: undefined,
        body: undefined,
        size: undefined,
        phases,
        total,
      } as never),
    ).toBe('pass');
  });
});
