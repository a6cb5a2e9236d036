import { closeCode, defineMonitor, secret, status, websocket } from 'killdeer';
import { expect, test } from 'vitest';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import type { WebsocketOptions } from '../../../../lib/core/kinds/websocket.ts';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';

function compiled(options: WebsocketOptions) {
  const checks = [websocket('live', options)];
  const base = { name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [] };
  const definition = defineMonitor({ ...base, checks });
  expect(validateMonitor(definition)).toEqual([]);
  return compileMonitor(definition).checks[0];
}

const url = 'wss://live.shop.example/prices?token=hidden#top';

test('a websocket check of a URL alone expects status 101 and says nothing; its target hides the query', () => {
  expect(compiled({ url })).toMatchObject({
    kind: 'websocket',
    target: 'wss://live.shop.example/prices',
    url,
    headers: {},
    protocols: [],
    script: [],
    expect: [{ on: 'status', allowed: [101] }],
  });
});

test('a status that the check asks for replaces 101, and other expectations stand behind it', () => {
  expect(compiled({ url, expect: [status(401)] })).toMatchObject({ expect: [{ on: 'status', allowed: [401] }] });
  expect(compiled({ url, expect: [closeCode().equals(1000)] })?.expect).toHaveLength(2);
});

test('names of headers are in lower case, times in milliseconds, patterns without memory', () => {
  const token = secret('/shop/token');
  const script = [{ send: token }, { expect: /ok/g, within: '2s' }, { ping: true, within: '500ms' }] as const;
  expect(compiled({ url, headers: { Origin: 'https://shop.example' }, script })).toMatchObject({
    headers: { origin: 'https://shop.example' },
    script: [{ send: token }, { expect: /ok/, withinMs: 2_000 }, { ping: true, withinMs: 500 }],
  });
});

test('a URL may be a secret, and the target shows its name', () => {
  expect(compiled({ url: secret('/shop/live-url') })).toMatchObject({ target: '</shop/live-url>' });
});
