import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Shop, type ShopStats, startShop } from '../../../examples/shop/shop.ts';
import { passes } from '../../../lib/core/switchboard.ts';

/** Percent of traffic that the shop's switchboard allows. */
let level = 100;
let shop: Shop;

const board = {
  allows: (name: string, key?: string) => passes(level, name, key, 0.5),
  level: () => level,
  epoch: 7,
};

const get = (path: string): Promise<Response> => fetch(`${shop.url}${path}`);

const breakIt = async (fault: object): Promise<void> => {
  const answer = await fetch(`${shop.url}/control/fault`, { method: 'POST', body: JSON.stringify(fault) });
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining(fault)]);
};

beforeEach(async () => {
  level = 100;
  shop = await startShop({ board });
});

afterEach(() => shop.close());

describe('the shop without a fault', () => {
  test('recommends, and shows what it recommends on the storefront', async () => {
    const api = await get('/recommendations');
    expect([api.status, await api.json()]).toEqual([
      200,
      { items: expect.arrayContaining([{ id: 'kettle', name: 'Kettle' }]) },
    ]);
    const page = await get('/storefront');
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/Welcome.*Kettle/s);
    expect((await get('/health')).status).toBe(200);
  });

  test('answers 404 with its paths elsewhere', async () => {
    const answer = await get('/nowhere');
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('GET /storefront')]);
  });
});

describe('a fault of the recommendations API', () => {
  test('errors: the status asked for', async () => {
    await breakIt({ kind: 'errors', status: 503 });
    expect((await get('/recommendations')).status).toBe(503);
  });

  test('latency: a right answer, late', async () => {
    await breakIt({ kind: 'latency', ms: 120 });
    const before = performance.now();
    const answer = await get('/recommendations');
    expect([answer.status, await answer.json()]).toEqual([200, { items: expect.anything() }]);
    expect(performance.now() - before).toBeGreaterThan(100);
  });

  test('wrong-body: status 200 without items', async () => {
    await breakIt({ kind: 'wrong-body' });
    const answer = await get('/recommendations');
    expect([answer.status, await answer.json()]).toEqual([200, { message: 'no recommender' }]);
  });

  test('reset: the connection breaks before an answer', async () => {
    await breakIt({ kind: 'reset' });
    await expect(get('/recommendations')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await get('/health')).status).toBe(200);
  });

  test('a share of 0.5 hits every second request, and none mends it', async () => {
    await breakIt({ kind: 'errors', share: 0.5 });
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await get('/recommendations')).status);
    expect(statuses).toEqual([200, 500, 200, 500, 200, 500]);
    await breakIt({ kind: 'none' });
    expect((await get('/recommendations')).status).toBe(200);
    expect((await get('/recommendations')).status).toBe(200);
  });

  test.each([
    ['nonsense', 'send a JSON object'],
    ['{"kind":"fire"}', 'kind is "fire"; use one of none, errors, latency, wrong-body, reset'],
    ['{"kind":"errors","status":200}', 'status is 200; use 400 to 599'],
    ['{"kind":"errors","share":50}', 'share is 50; use a number from 0 to 1'],
    ['{"kind":"latency","ms":"1s"}', 'ms is "1s"; use 0 to 60000'],
    ['{"kind":"errors","code":500}', 'unknown key "code"'],
  ])('is refused when it is not one: %s', async (body, message) => {
    const answer = await fetch(`${shop.url}/control/fault`, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining(JSON.stringify(message).slice(1, -1)),
    ]);
    expect((await get('/recommendations')).status).toBe(200);
  });
});

describe('the storefront while the recommendations API fails', () => {
  test.each([{ kind: 'errors' }, { kind: 'latency', ms: 5_000 }, { kind: 'wrong-body' }, { kind: 'reset' }])(
    'answers 502 while the switch allows the call, and 200 without recommendations once it is off: $kind',
    async (fault) => {
      await breakIt(fault);
      expect((await get('/storefront')).status).toBe(502);
      level = 0;
      const page = await get('/storefront');
      expect(page.status).toBe(200);
      expect(await page.text()).not.toContain('Kettle');
    },
  );

  test('fails for the same users only, while the switch lets a few through', async () => {
    await breakIt({ kind: 'errors' });
    level = 50;
    const users = Array.from({ length: 20 }, (_, n) => `user-${n}`);
    const ask = () => Promise.all(users.map(async (user) => (await get(`/storefront?user=${user}`)).status));
    const statuses = await ask();
    expect(new Set(statuses)).toEqual(new Set([200, 502]));
    expect(await ask()).toEqual(statuses);
  });

  test('is counted by what the switch answered', async () => {
    await get('/storefront');
    await breakIt({ kind: 'errors' });
    await get('/storefront');
    level = 0;
    await get('/storefront');
    await get('/storefront');
    const stats = (await (await get('/control/stats')).json()) as ShopStats;
    expect(stats).toEqual({
      storefront: {
        requests: 4,
        errors: 1,
        allowed: { requests: 2, errors: 1 },
        stopped: { requests: 2, errors: 0 },
      },
      recommendations: { requests: 2, errors: 1 },
      switch: { level: 0, epoch: 7 },
      fault: { kind: 'errors', status: 500, share: 1 },
    });
    expect(shop.stats()).toEqual(stats);
  });
});
