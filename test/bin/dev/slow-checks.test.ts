import { expect, test } from 'vitest';
import { slowChecks } from '../../../bin/dev/slow-checks.ts';
import { aCheck, aMonitor } from '../../builders.ts';

test('the checks whose timeout outlasts their cadence at a speed are named, and no others', () => {
  const stock = aCheck({ id: 'stock', timeoutMs: 3_000, cadenceMs: 15_000 });
  const slow = aCheck({ id: 'reports', timeoutMs: 10_000, cadenceMs: 60_000 });
  const monitor = aMonitor([stock, slow]);
  expect(slowChecks(monitor, 5)).toBeUndefined();
  expect(slowChecks(monitor, 6)).toContain("stock (timeout 3s, every 2.5s by the machine's clock)");
  expect(slowChecks(monitor, 6)).not.toContain('reports');
  expect(slowChecks(monitor, 60)).toMatch(/stock .*, reports /);
});
