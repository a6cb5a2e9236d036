import type { Monitor } from '../../lib/core/monitor.ts';
import { formatSpan } from '../../lib/core/time.ts';

/**
 * What to warn of before a clock runs `speed` times faster: requests run in real time, so a check whose timeout is longer
 * than its cadence by that clock may miss runs. Undefined when there is none.
 */
export function slowChecks({ checks }: Pick<Monitor, 'checks'>, speed: number): string | undefined {
  const slow = checks.filter(({ timeoutMs, cadenceMs }) => timeoutMs * speed > cadenceMs);
  if (slow.length === 0) return undefined;
  const named = slow.map(({ id, timeoutMs, cadenceMs }) => {
    return `${id} (timeout ${formatSpan(timeoutMs)}, every ${formatSpan(cadenceMs / speed)} by the machine's clock)`;
  });
  return `warning: at --speed ${speed} requests still take real time, so a slow answer may outlast the cadence of ${named.join(', ')}`;
}
