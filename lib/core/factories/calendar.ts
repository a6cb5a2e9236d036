import type { ActiveHoursDefinition, CronDefinition, MaintenanceDefinition } from '../calendar/calendar.ts';
import { carry } from './carry.ts';

/** Runs at the minutes that five fields name: `every: cron('0 6 * * mon-fri', { zone: 'Europe/Berlin' })`. Default UTC. */
export function cron(expression: string, options: { readonly zone?: string } = {}): CronDefinition {
  return carry(options, { kind: 'cron' as const, expression });
}

/** Runs only in these hours: `activeHours({ days: ['mon', 'fri'], from: '08:00', to: '18:00', zone: 'Europe/Berlin' })`. */
export function activeHours(options: Omit<ActiveHoursDefinition, 'kind'>): ActiveHoursDefinition {
  return carry(options, { kind: 'active-hours' as const });
}

/**
 * Nobody is told while it lasts: `maintenance({ recurring: { days: ['sun'] }, from: '02:00', to: '04:00', zone: 'UTC' })`. Runs
 * and judging go on; a check that still fails at its end is told then.
 */
export function maintenance(options: Omit<MaintenanceDefinition, 'kind'>): MaintenanceDefinition {
  return carry(options, { kind: 'maintenance' as const });
}
