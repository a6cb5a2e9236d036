import type { Monitor } from '../core/monitor.ts';
import { switchboardParameter } from '../core/switchboard.ts';
import type { MonitorFunction } from './monitor-function.ts';

/** DeleteParameters takes so many names. */
const NAMES_A_CALL = 10;

/**
 * Reads and writes the switchboards in every service region. They are made at run time and never by a stack, whose
 * update would put every switch back to on.
 */
export function grantSwitchboards(fn: MonitorFunction): void {
  const arns = fn.monitor.services.flatMap(({ id, regions }) =>
    regions.map((region) => fn.arnOf('ssm', region, `parameter${switchboardParameter(fn.monitor.name, id)}`)),
  );
  if (arns.length > 0) fn.allow(['ssm:GetParameter', 'ssm:PutParameter'], ...arns);
}

/** The command that deletes every switchboard, for who removes the stacks. Readers then keep their last known good. */
export function deleteSwitchboards(monitor: Monitor): string {
  const regions = [...new Set(monitor.services.flatMap((service) => service.regions))].sort();
  const commands = regions.flatMap((region) => {
    const names = monitor.services
      .filter((service) => service.regions.includes(region))
      .map(({ id }) => switchboardParameter(monitor.name, id));
    const calls = Math.ceil(names.length / NAMES_A_CALL);
    return Array.from({ length: calls }, (_, i) => {
      const some = names.slice(i * NAMES_A_CALL, (i + 1) * NAMES_A_CALL);
      return `aws ssm delete-parameters --region ${region} --names ${some.join(' ')}`;
    });
  });
  return commands.length === 0 ? 'none: the monitor has no services' : commands.join(' && ');
}
