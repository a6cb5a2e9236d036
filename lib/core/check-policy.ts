import type { CheckPolicy } from './incident-step.ts';
import type { Monitor } from './monitor.ts';
import { DEFAULT_ROUTES } from './route.ts';
import { MINUTE } from './time.ts';
import type { Routes } from './verdict.ts';

/** Id under which the monitor's own trouble is an incident. No check can have it: ids have no `$`. */
export const MONITOR_CHECK = '$monitor';

/** What deciding about a check needs; for one that is no longer defined, just enough to close it. */
export function policyOf(monitor: Monitor, id: string): CheckPolicy {
  const check = monitor.checks.find((one) => one.id === id);
  const webhooks = monitor.channels.filter((channel) => channel.kind === 'webhook').map((channel) => channel.id);
  return {
    monitor: monitor.name,
    check: id,
    cadenceMs: check?.cadenceMs ?? MINUTE,
    channels: ['sns', ...webhooks],
    ...(check?.contain === undefined ? {} : { contain: check.contain }),
    ...(check?.flapping === undefined ? {} : { flapping: check.flapping }),
    ...routesOf(monitor, id, check?.routes),
  };
}

/** The monitor's own incident is one of being down, by the route of what is unknown. */
function routesOf(monitor: Monitor, id: string, ofCheck: Routes | undefined): Pick<CheckPolicy, 'routes'> {
  const { unknownRoute } = monitor;
  if (id === MONITOR_CHECK && unknownRoute !== undefined) return { routes: { ...DEFAULT_ROUTES, down: unknownRoute } };
  return ofCheck === undefined ? {} : { routes: ofCheck };
}
