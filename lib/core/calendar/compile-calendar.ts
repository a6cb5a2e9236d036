import { durationMs } from '../time.ts';
import {
  type ActiveHoursDefinition,
  type Calendar,
  type Cron,
  type CronDefinition,
  DAYS,
  type Maintenance,
  type MaintenanceDefinition,
  type WallTime,
} from './calendar.ts';
import { instantOfLocal } from './cron.ts';
import { hoursOf } from './hours.ts';

/** When a check runs, of a definition that validation has passed; undefined where that is every cadence. */
export function compileCalendar(
  every: string | CronDefinition | undefined,
  hours?: ActiveHoursDefinition,
): Calendar | undefined {
  if (typeof every === 'object') return { cron: cronOf(every) };
  if (hours === undefined) return undefined;
  return { active: hoursOf(hours.days ?? DAYS, hours.from, hours.to, hours.zone) };
}

/** A maintenance of a definition that validation has passed. */
export function compileMaintenance({ from, to, recurring, lasts, zone = 'UTC' }: MaintenanceDefinition): Maintenance {
  if (recurring === undefined) {
    return { from: instantOfLocal(from ?? '', zone) ?? 0, to: instantOfLocal(to ?? '', zone) ?? 0 };
  }
  if ('expression' in recurring) return { begins: cronOf(recurring), lastsMs: durationMs(lasts ?? '0s') };
  return { hours: hoursOf(recurring.days, from as WallTime, to as WallTime, zone) };
}

/** A cron with its zone. */
export function cronOf({ expression, zone = 'UTC' }: CronDefinition): Cron {
  return { expression, zone };
}
