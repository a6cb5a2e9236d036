import { defineMonitor, type FlowOptions, flow, secret } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import { resolveSecrets, secretsIn } from '../../../../lib/core/secret.ts';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';

const run = async (): Promise<void> => {};

function compiled(options?: FlowOptions) {
  const definition = defineMonitor({
    name: 'shop',
    home: 'eu-west-1',
    regions: ['eu-west-1'],
    services: [],
    notify: [],
    checks: [flow('login', run, options)],
  });
  expect(validateMonitor(definition)).toEqual([]);
  const [check] = compileMonitor(definition).checks;
  if (check?.kind !== 'flow') throw new Error('no flow');
  return check;
}

describe('a flow in a monitor', () => {
  test('has 20 s, or what its cadence leaves', () => {
    expect(compiled().timeoutMs).toBe(20_000);
    expect(compiled({ every: '15s' }).timeoutMs).toBe(14_000);
    expect(compiled({ timeout: '3s' }).timeoutMs).toBe(3_000);
  });

  test('keeps its code, and shows its base as what is probed', () => {
    expect(compiled()).toMatchObject({ kind: 'flow', run, target: 'a flow of requests', secrets: [] });
    expect(compiled({ baseUrl: 'https://shop.example/api?key=1' }).target).toBe('https://shop.example/api');
  });

  test('names its secrets, so that the probe may read them and finds their text by their names', () => {
    const refs = [secret('/shop/password'), secret('/shop/login', { store: 'secretsmanager', key: 'user' })];
    const check = compiled({ secrets: refs });
    expect(secretsIn(check)).toEqual(refs);
    expect(resolveSecrets(check.secrets, ({ name }) => `text of ${name}`)).toEqual([
      { name: '/shop/password', ref: 'text of /shop/password' },
      { name: '/shop/login', store: 'secretsmanager', key: 'user', ref: 'text of /shop/login' },
    ]);
  });
});
