import type { Duration } from '../time.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Day = (typeof DAYS)[number];

/** Runs at these minutes instead of at a cadence: five fields, as cron has them, in an IANA zone. Default UTC. */
export type CronDefinition = { readonly kind: 'cron'; readonly expression: string; readonly zone?: string };

/** A time of day on the wall of a zone: `08:30`; as an end also `24:00`. */
export type WallTime = `${number}:${number}`;

/** The hours in which a check runs. `to` before `from` is on the next day. */
export type ActiveHoursDefinition = {
  readonly kind: 'active-hours';
  /** Days on which they begin. Default: all. */
  readonly days?: readonly Day[];
  readonly from: WallTime;
  readonly to: WallTime;
  /** IANA: `Europe/Berlin`. */
  readonly zone: string;
};

/** A time in which nobody is to be told: once, or again and again. */
export type MaintenanceDefinition = {
  readonly kind: 'maintenance';
  /** Once: a local time such as `2026-12-01T22:00`. Recurring: a time of day. Not with a cron. */
  readonly from?: string;
  /** As `from`. */
  readonly to?: string;
  /** Days on which it begins, or a cron of its beginnings. */
  readonly recurring?: { readonly days: readonly Day[] } | CronDefinition;
  /** How long, with a cron. At most `31d`. */
  readonly lasts?: Duration;
  /** IANA: `Europe/Berlin`. With a cron it is the cron's own. */
  readonly zone?: string;
  /** Ids of the checks that it is about. Default: all of them. */
  readonly checks?: readonly string[];
};

/** Instants that five fields name on the wall of an IANA zone. */
export type Cron = { readonly expression: string; readonly zone: string };

/** Hours from each instant of one cron to the first of the other that is not before it. */
export type Hours = { readonly begins: Cron; readonly ends: Cron };

/** When a check runs, where that is not every cadence, day and night. */
export type Calendar = { readonly cron: Cron } | { readonly active: Hours };

/** A maintenance, compiled. Instants in milliseconds since 1970, `to` excluded. */
export type Maintenance =
  | { readonly from: number; readonly to: number }
  | { readonly hours: Hours }
  | { readonly begins: Cron; readonly lastsMs: number };
