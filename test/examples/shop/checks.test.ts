import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compileMonitor } from '../../../lib/core/compile.ts';
import type { Monitor, MonitorDefinition } from '../../../lib/core/monitor.ts';
import { validateMonitor } from '../../../lib/core/validation/validate-monitor.ts';

const load = async (variables: Record<string, string | undefined> = {}): Promise<Monitor> => {
  for (const name of ['SHOP_URL', 'SHOP_EMAIL', 'SHOP_WEBHOOK']) vi.stubEnv(name, variables[name]);
  const { default: definition }: { default: MonitorDefinition } = await import('../../../checks/index.ts');
  expect(validateMonitor(definition)).toEqual([]);
  return compileMonitor(definition);
};

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the checks of this deployment are valid without any environment, and see no private address', async () => {
  const monitor = await load();
  expect(monitor.checks.map(({ target }) => target)).toEqual([
    'https://shop.example/recommendations',
    'https://shop.example/storefront',
  ]);
  expect(monitor.regions.flatMap(({ allow }) => allow)).toEqual([]);
  expect(monitor.channels).toEqual([{ kind: 'email', address: 'oncall@shop.example' }]);
});

test('a shop on this machine is probed on its loopback address, by every region', async () => {
  const monitor = await load({ SHOP_URL: 'http://127.0.0.1:8080', SHOP_WEBHOOK: 'http://127.0.0.1:8081/hook' });
  expect(monitor.checks[0]?.target).toBe('http://127.0.0.1:8080/recommendations');
  expect(monitor.regions.map(({ allow }) => allow)).toEqual([['127.0.0.0/8'], ['127.0.0.0/8'], ['127.0.0.0/8']]);
  expect(monitor.channels.map(({ kind }) => kind)).toEqual(['email', 'webhook']);
});

test('the trip of the recommendations is automatic, sees the dependency and relieves the storefront', async () => {
  const { checks } = await load();
  expect(checks[0]?.contain).toMatchObject({
    service: 'shop',
    switch: 'recommendations',
    mode: 'auto',
    allow: 0,
    sees: 'dependency',
    relieves: ['storefront'],
    holdMs: 10_000,
  });
});
