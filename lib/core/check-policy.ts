import type { CheckPolicy } from './incident-step.ts';
import type { Monitor } from './monitor.ts';
import { MINUTE } from './time.ts';

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
    ...(check?.routes === undefined ? {} : { routes: check.routes }),
  };
}
