import * as killdeer from 'killdeer';
import {
  bodyText,
  type CheckDefinition,
  consecutive,
  defineMonitor,
  email,
  header,
  http,
  jsonPath,
  latency,
  ofLast,
  quorum,
  type ServiceDefinition,
  service,
  status,
  trip,
  warn,
  webhook,
} from 'killdeer';
import { describe, expect, expectTypeOf, it } from 'vitest';

const shop = service('shop', {
  switches: { recommendations: { failDefault: 'on', owner: 'team-discovery' }, reviews: { failDefault: 'off' } },
});

describe('the factories make plain data', () => {
  it('for assertions', () => {
    expect(status(200, '3xx')).toEqual({ on: 'status', allowed: [200, '3xx'] });
    const ask = (condition: object, isCount = false) => ({
      on: 'jsonPath',
      query: '$.a',
      nodes: isCount ? 'count' : 'first',
      condition,
    });
    expect(jsonPath('$.a').equals({ b: 1 })).toEqual(ask({ is: 'equals', value: { b: 1 } }));
    expect(jsonPath('$.a').atLeast(1)).toEqual(ask({ is: 'atLeast', value: 1 }));
    expect(jsonPath('$.a').atMost(1)).toEqual(ask({ is: 'atMost', value: 1 }));
    expect(jsonPath('$.a').matches(/x/)).toEqual(ask({ is: 'matches', value: /x/ }));
    expect(jsonPath('$.a').contains('x')).toEqual(ask({ is: 'contains', value: 'x' }));
    expect(jsonPath('$.a').exists()).toEqual(ask({ is: 'exists' }));
    expect(jsonPath('$.a').count().equals(2)).toEqual(ask({ is: 'equals', value: 2 }, true));
    expect(jsonPath('$.a').count().atLeast(2)).toEqual(ask({ is: 'atLeast', value: 2 }, true));
    expect(jsonPath('$.a').count().atMost(2)).toEqual(ask({ is: 'atMost', value: 2 }, true));
    expect(header('X-A').exists()).toEqual({ on: 'header', name: 'X-A', condition: { is: 'exists' } });
    expect(header('x').equals('a')).toEqual({ on: 'header', name: 'x', condition: { is: 'equals', value: 'a' } });
    expect(bodyText().contains('ok')).toEqual({ on: 'bodyText', condition: { is: 'contains', value: 'ok' } });
    expect(latency('total').below('800ms', { warn: '400ms' })).toEqual({
      on: 'latency',
      phase: 'total',
      below: '800ms',
      warn: '400ms',
    });
    expect(warn(status(200))).toEqual({ on: 'status', allowed: [200], level: 'warn' });
  });

  it('for rules, regions, channels, services and trips', () => {
    expect(ofLast(3, 5)).toEqual({ hits: 3, of: 5 });
    expect(consecutive(3)).toEqual({ hits: 3, of: 3 });
    expect(quorum(2)).toEqual({ quorum: 2 });
    expect(quorum(2, { of: ['eu-west-1'] })).toEqual({ quorum: 2, of: ['eu-west-1'] });
    expect(email('a@b')).toEqual({ kind: 'email', address: 'a@b' });
    expect(webhook('ops', { url: 'https://a.example' })).toEqual({
      kind: 'webhook',
      id: 'ops',
      url: 'https://a.example',
    });
    const recommendations = {
      kind: 'switch',
      service: 'shop',
      name: 'recommendations',
      failDefault: 'on',
      owner: 'team-discovery',
    };
    expect(shop).toMatchObject({ kind: 'service', id: 'shop', switches: { recommendations } });
    expect(trip(shop.switches.recommendations, { sees: 'dependency' })).toEqual({
      kind: 'trip',
      switch: recommendations,
      sees: 'dependency',
    });
  });
});

describe('the types', () => {
  it('know the switches of a service by name', () => {
    expectTypeOf(shop).toEqualTypeOf<ServiceDefinition<'recommendations' | 'reviews'>>();
    expectTypeOf(shop).toExtend<ServiceDefinition>();
    // @ts-expect-error no such switch
    expect(shop.switches.recomendations).toBeUndefined();
  });

  it('refuse wrong options', () => {
    const url = 'https://a.example';
    const wrong: readonly unknown[] = [
      // @ts-expect-error no such cadence
      http('a', { url, every: '45s' }),
      // @ts-expect-error no such option
      http('a', { url, evry: '30s' }),
      // @ts-expect-error no URL
      http('a', {}),
      // @ts-expect-error not a duration
      http('a', { url, timeout: '10 seconds' }),
      // @ts-expect-error not finished
      http('a', { url, expect: [jsonPath('$.a')] }),
      // @ts-expect-error no such class of failure
      http('a', { url, retry: { on: ['foo'] } }),
      // @ts-expect-error no such method
      http('a', { url, method: 'get' }),
      // @ts-expect-error a rule is no number
      http('a', { url, failWhen: 3 }),
      // @ts-expect-error no such class of statuses
      status('6xx'),
      // @ts-expect-error a pattern is no text
      jsonPath('$.a').matches('x'),
      // @ts-expect-error a count has no pattern
      jsonPath('$.a').count().matches,
      // @ts-expect-error no such phase
      latency('ttfb').below('1s'),
      // @ts-expect-error no such option
      latency('total').below('1s', { warm: '1s' }),
      // @ts-expect-error `sees` is required
      trip(shop.switches.reviews, {}),
      // @ts-expect-error no such mode
      trip(shop.switches.reviews, { sees: 'dependency', mode: 'on' }),
      // @ts-expect-error a switch, not its name
      trip('reviews', { sees: 'dependency' }),
      // @ts-expect-error `failDefault` is required
      service('s', { switches: { a: {} } }),
      // @ts-expect-error no such option of a switch
      service('s', { switches: { a: { failDefault: 'on', ownr: 'me' } } }),
      // @ts-expect-error no such option of a service
      service('s', { switches: { a: { failDefault: 'on' } }, region: [] }),
      // @ts-expect-error no such option
      quorum(2, { off: [] }),
      // @ts-expect-error no URL
      webhook('ops', {}),
      // @ts-expect-error no such option
      defineMonitor({ name: 'a', home: 'eu-west-1', regions: [], services: [], notify: [], checks: [], notfy: [] }),
    ];
    expect(wrong).toHaveLength(22);
  });
});

describe('from JavaScript', () => {
  it('no factory throws on anything, and what was given is still there to report', () => {
    const factories = Object.entries(killdeer).filter(([, value]) => typeof value === 'function');
    expect(factories.length).toBeGreaterThanOrEqual(15);
    const values = [undefined, null, 5, 'text', [], () => 1, Symbol('x'), { switches: null }, { switches: { a: 5 } }];
    let calls = 0;
    for (const [, factory] of factories) {
      for (const first of values) {
        for (const second of values) {
          (factory as (...given: readonly unknown[]) => unknown)(first, second);
          calls += 1;
        }
      }
    }
    expect(calls).toBe(factories.length * 81);
    const loose = http as unknown as (id: unknown, options: unknown) => CheckDefinition;
    expect(loose(5, 'https://a.example')).toEqual({ kind: 'http', id: 5, options: 'https://a.example' });
  });
});
