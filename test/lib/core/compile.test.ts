import {
  bearer,
  bodyText,
  consecutive,
  defineMonitor,
  email,
  form,
  header,
  http,
  ofLast,
  quorum,
  secret,
  service,
  status,
  template,
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
      url: 'https://shop.example',
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
      flapping: { changes: 3, windowMs: 900_000 },
      detect: { sensitivity: 'normal', threshold: 1 },
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
    expect(compile({ every: '10s' }).check.timeoutMs).toBe(6_000);
    expect(compile({ every: '20s' }).check.timeoutMs).toBe(10_000);
  });

  it('retries nothing after retry: false', () => {
    expect(compile({ retry: false }).check.retry).toEqual([]);
  });

  it('retries as often and after such a wait as the check says', () => {
    const { check } = compile({ retry: { on: ['dns'], attempts: 3, backoff: '1s', where: 'same-region' } });
    expect(check).toMatchObject({ retry: ['dns'], attempts: 3, backoffMs: 1_000 });
  });

  it('leaves to the confirm burst what is to be retried there', () => {
    expect(compile({ retry: { on: ['dns'], where: 'burst' } }).check.retry).toEqual([]);
  });

  it('runs in the named regions, in the order of the monitor', () => {
    const { check } = compile({ regions: quorum(1, { of: ['sa-east-1', 'eu-west-1'] }) });
    expect(check).toMatchObject({ regions: ['eu-west-1', 'sa-east-1'], quorum: 1 });
  });

  it('of a request is kept in its parts: nothing can be put together before the secrets are read', () => {
    const token = secret('/shop/token');
    const options = {
      url: template`https://a.example/${token}/x?q=1#top`,
      query: { page: 2, key: token },
      headers: { 'X-Key': token },
      method: 'POST',
      body: { deep: [{ token }] },
      auth: bearer(token),
      proxy: template`http://me:${token}@proxy.example:3128`,
      tls: { ca: 'PEM' },
      ip: 6,
    } as const;
    const { check } = compile(options);
    const { method, url, query, auth, proxy, tls, ip } = options;
    expect(check).toMatchObject({ method, url, query, auth, proxy, tls, ip });
    expect(check.headers).toEqual({ 'x-key': token });
    expect(check.body).toEqual({ kind: 'body', as: 'json', value: options.body });
    expect(check.isBodySecret).toBe(true);
    expect(check.target).toBe('https://a.example/</shop/token>/x');
  });

  it('of a body is text as it is, what a factory made, or JSON', () => {
    expect(compile({ method: 'POST', body: 'a=1' }).check.body).toBe('a=1');
    expect(compile({ method: 'POST', body: form({ a: 1 }) }).check.body).toEqual(form({ a: 1 }));
    const { check } = compile({ method: 'POST', body: [1], headers: { Accept: '*/*' } });
    expect(check).toMatchObject({ body: { as: 'json', value: [1] }, headers: { accept: '*/*' } });
    expect(check.isBodySecret).toBeUndefined();
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
