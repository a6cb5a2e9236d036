import type { Duration } from '../time.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Day = (typeof DAYS)[number];

/** Runs at these minutes instead of at a cadence: five fields, as cron has them, in an IANA zone (default UTC). */
export type CronDefinition = { readonly kind: 'cron'; readonly expression: string; readonly zone?: string };

/** A time of day on the wall of a zone: `08:30`; as an end also `24:00`. */
export type WallTime = `${number}:${number}`;

/** The hours in which a check runs. `to` at or before `from` is on the next day. */
export type ActiveHoursDefinition = {
  readonly kind: 'active-hours';
  /** Days on which it begins. Default: all. */
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
  /** How long, with a cron. */
  readonly lasts?: Duration;
  /** IANA: `Europe/Berlin`. */
  readonly zone: string;
  /** Told in what is said at its end. */
  readonly why?: string;
  /** Ids of the checks that it is about. Default: all of them. */
  readonly checks?: readonly string[];
};

/** Beginnings that a cron names, each lasting so long on the wall of the zone. */
export type Hours = {
  /** Five fields. */
  readonly begins: string;
  /** The first minute after it, on the wall, as minutes after the beginning's midnight; may be beyond 24 hours. */
  readonly endsAt: number;
  readonly zone: string;
};

/** When a check runs. At least one of the two. */
export type Calendar = {
  readonly cron?: { readonly expression: string; readonly zone: string };
  readonly active?: Hours;
};

/** A maintenance with every default filled in. Instants in milliseconds since 1970, `to` excluded. */
export type Maintenance = { readonly why?: string } & (
  | { readonly from: number; readonly to: number }
  | { readonly hours: Hours }
  | { readonly cron: { readonly expression: string; readonly zone: string }; readonly lastsMs: number }
);
