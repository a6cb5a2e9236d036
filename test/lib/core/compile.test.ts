import {
  bodyText,
  consecutive,
  defineMonitor,
  email,
  header,
  http,
  ofLast,
  quorum,
  service,
  status,
  trip,
} from 'killdeer';
import { describe, expect, it } from 'vitest';
import { budgetOf, compileMonitor } from '../../../lib/core/compile.ts';
import type { HttpOptions } from '../../../lib/core/kinds/http.ts';

const shop = service('shop', {
  switches: { recommendations: { failDefault: 'on', owner: 'discovery' }, reviews: { failDefault: 'off' } },
});

function compile(options: Partial<HttpOptions>) {
  const monitor = compileMonitor(
    defineMonitor({
      name: 'shop',
      home: 'eu-west-1',
      regions: ['eu-west-1', { region: 'us-east-1', allow: ['10.0.0.0/8'] }, 'ap-southeast-2', { region: 'sa-east-1' }],
      services: [shop],
      notify: [email('oncall@shop.example')],
      checks: [http('storefront', { url: 'https://shop.example', ...options })],
    }),
  );
  const [check] = monitor.checks;
  if (check?.kind !== 'http') throw new Error('no http check');
  return { monitor, check };
}

describe('what a definition does not say', () => {
  it('is filled in', () => {
    const { monitor, check } = compile({});
    expect(monitor).toEqual({
      name: 'shop',
      home: 'eu-west-1',
      regions: [
        { name: 'eu-west-1', allow: [] },
        { name: 'us-east-1', allow: ['10.0.0.0/8'] },
        { name: 'ap-southeast-2', allow: [] },
        { name: 'sa-east-1', allow: [] },
      ],
      services: [
        {
          id: 'shop',
          regions: ['eu-west-1'],
          maxOff: 2,
          switches: [
            { name: 'recommendations', failDefault: 'on', owner: 'discovery' },
            { name: 'reviews', failDefault: 'off' },
          ],
        },
      ],
      channels: [{ kind: 'email', address: 'oncall@shop.example' }],
      checks: [check],
    });
    expect(check).toEqual({
      id: 'storefront',
      kind: 'http',
      target: 'https://shop.example',
      url: 'https://shop.example/',
      method: 'GET',
      headers: {},
      timeoutMs: 10_000,
      budgetMs: 25_000,
      cadenceMs: 60_000,
      expect: [{ on: 'status', allowed: ['2xx'] }],
      failWhen: { hits: 2, of: 2 },
      recoverWhen: { hits: 2, of: 2 },
      regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'sa-east-1'],
      quorum: 3,
      retry: ['dns', 'connect', 'tls', 'timeout', 'protocol', '5xx'],
    });
  });

  it('is filled in for a trip: shadow, nothing allowed, a minute, two minutes of grace', () => {
    const { check } = compile({ contain: trip(shop.switches.reviews, { sees: 'dependency' }) });
    expect(check.contain).toEqual({
      service: 'shop',
      switch: 'reviews',
      mode: 'shadow',
      allow: 0,
      sees: 'dependency',
      relieves: [],
      holdMs: 60_000,
      graceMs: 120_000,
      singleRegion: false,
    });
  });
});

describe('what a definition says', () => {
  it('is kept', () => {
    const { check } = compile({
      every: '10s',
      timeout: '2.5s',
      failWhen: ofLast(3, 5),
      recoverWhen: consecutive(4),
      retry: { on: ['assertion'] },
      contain: trip(shop.switches.reviews, {
        sees: 'contained',
        mode: 'auto',
        allow: 5,
        relieves: ['storefront'],
        holdFor: '90s',
        grace: '1m',
        singleRegion: true,
      }),
    });
    expect(check).toMatchObject({
      cadenceMs: 10_000,
      timeoutMs: 2_500,
      budgetMs: 9_000,
      failWhen: { hits: 3, of: 5 },
      recoverWhen: { hits: 4, of: 4 },
      retry: ['assertion'],
      contain: {
        mode: 'auto',
        allow: 5,
        relieves: ['storefront'],
        holdMs: 90_000,
        graceMs: 60_000,
        singleRegion: true,
      },
    });
  });

  it('ends a run a second before the next, at most after 25 s', () => {
    expect([10_000, 20_000, 30_000, 86_400_000].map(budgetOf)).toEqual([9_000, 19_000, 25_000, 25_000]);
    expect(compile({ every: '10s' }).check.timeoutMs).toBe(9_000);
    expect(compile({ every: '20s' }).check.timeoutMs).toBe(10_000);
  });

  it('retries nothing after retry: false', () => {
    expect(compile({ retry: false }).check.retry).toEqual([]);
  });

  it('runs in the named regions, in the order of the monitor', () => {
    const { check } = compile({ regions: quorum(1, { of: ['sa-east-1', 'eu-west-1'] }) });
    expect(check).toMatchObject({ regions: ['eu-west-1', 'sa-east-1'], quorum: 1 });
  });

  it('adds the query behind the one of the URL, which stays as it is written', () => {
    const query = { page: 2, all: true, q: 'a b&c' };
    expect(compile({ url: 'https://a.example/x?q=%20y#top', query }).check.url).toBe(
      'https://a.example/x?q=%20y&page=2&all=true&q=a+b%26c',
    );
    expect(compile({ url: 'https://a.example/x', query: { page: 1 } }).check.url).toBe('https://a.example/x?page=1');
  });

  it('sends a text as it is, and anything else as JSON with its content type', () => {
    expect(compile({ method: 'POST', body: 'a=1' }).check).toMatchObject({ body: 'a=1', headers: {} });
    expect(compile({ method: 'POST', body: { a: 1 } }).check).toMatchObject({
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    const own = compile({
      method: 'POST',
      body: [1],
      headers: { 'Content-Type': 'application/x+json', Accept: '*/*' },
    });
    expect(own.check.headers).toEqual({ 'content-type': 'application/x+json', accept: '*/*' });
  });

  it('asks for a status of success where nothing is said of the status, and for no other where something is', () => {
    expect(compile({ expect: [bodyText().contains('ok')] }).check.expect[0]).toEqual({
      on: 'status',
      allowed: ['2xx'],
    });
    expect(compile({ expect: [] }).check.expect).toEqual([{ on: 'status', allowed: ['2xx'] }]);
    expect(compile({ expect: [status(404)] }).check.expect).toEqual([{ on: 'status', allowed: [404] }]);
  });

  it('drops the flag g, with which a pattern would pass every other time', () => {
    const { check } = compile({ expect: [bodyText().matches(/ok/gi), header('X-A').matches(/b/)] });
    expect(check.expect.slice(1)).toEqual([
      { on: 'bodyText', condition: { is: 'matches', value: /ok/i } },
      { on: 'header', name: 'x-a', condition: { is: 'matches', value: /b/ } },
    ]);
  });
});
