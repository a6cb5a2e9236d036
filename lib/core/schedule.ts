import type { Calendar } from './calendar/calendar.ts';
import { instantsBetween } from './calendar/cron.ts';
import { isActive } from './calendar/hours.ts';
import type { Check } from './check.ts';
import { stableHash } from './hash.ts';
import type { Monitor } from './monitor.ts';
import { MINUTE, SECOND } from './time.ts';

/** About how many checks one invocation runs together. */
export const SHARD_SIZE = 50;

/** The checks that one invocation runs together: same regions, same cadence, same bucket. */
export type Shard = {
  readonly id: string;
  readonly cadenceMs: number;
  /** In the monitor's order: the index is the stagger. */
  readonly regions: readonly string[];
  /** When its checks run, where that is not every cadence, day and night. */
  readonly calendar?: Calendar;
  readonly checks: readonly Check[];
};

/** The shards of a monitor, in a stable order. A check's shard depends on its own id and on the bucket count alone. */
export function shardsOf(monitor: Pick<Monitor, 'checks'>): readonly Shard[] {
  const groups = new Map<string, Check[]>();
  for (const check of monitor.checks) {
    const key = groupOf(check);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  const shards: Shard[] = [];
  for (const [group, checks] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = bucketCount(checks.length);
    for (let bucket = 0; bucket < count; bucket += 1) {
      const members = checks.filter((check) => stableHash(check.id) % count === bucket);
      const [first] = members;
      if (first === undefined) continue;
      const id = `${group}.${bucket}of${count}`;
      const { cadenceMs, regions, calendar } = first;
      shards.push({ id, cadenceMs, regions, ...(calendar !== undefined && { calendar }), checks: members });
    }
  }
  return shards;
}

/** Buckets for so many checks of one group: a power of two, so that a doubling moves each check at most once. */
export function bucketCount(checks: number): number {
  let count = 1;
  while (checks / count > SHARD_SIZE) count *= 2;
  return count;
}

/** What of a shard says when it runs. */
type Planned = Pick<Shard, 'cadenceMs' | 'regions' | 'calendar'>;

/**
 * How long after the cadence's own instant the region's slot is, milliseconds: region i of n waits i/n of the cadence, of a
 * cron's i/n of a minute, in whole seconds because SQS delays in whole seconds.
 */
export function staggerOf({ cadenceMs, regions, calendar }: Planned, region: string): number {
  const index = regions.indexOf(region);
  const spread = calendar !== undefined && 'cron' in calendar ? Math.min(cadenceMs, MINUTE) : cadenceMs;
  return Math.floor((spread * index) / regions.length / SECOND) * SECOND;
}

/** A region's slots of a shard in [from, to), milliseconds since 1970. None when the region does not run it. */
export function slotsBetween(shard: Planned, region: string, from: number, to: number): readonly number[] {
  if (!shard.regions.includes(region)) return [];
  const stagger = staggerOf(shard, region);
  const { calendar } = shard;
  if (calendar !== undefined && 'cron' in calendar) {
    return instantsBetween(calendar.cron, from - stagger, to - stagger).map((instant) => instant + stagger);
  }
  const slots: number[] = [];
  const first = Math.ceil((from - stagger) / shard.cadenceMs) * shard.cadenceMs + stagger;
  for (let slot = first; slot < to; slot += shard.cadenceMs) if (isActive(calendar, slot)) slots.push(slot);
  return slots;
}

/** How late a result may start after its slot and still be folded: two cadences and a minute. */
export function latenessMs(cadenceMs: number): number {
  return 2 * cadenceMs + MINUTE;
}

function groupOf(check: Check): string {
  const regions = stableHash(check.regions.join(',')).toString(16).padStart(8, '0').slice(0, 6);
  const { calendar } = check;
  const plan = calendar === undefined ? '' : `.${stableHash(JSON.stringify(calendar)).toString(16).slice(0, 6)}`;
  return `${check.cadenceMs / SECOND}s.${regions}${plan}`;
}
