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
      shards.push({ id, cadenceMs: first.cadenceMs, regions: first.regions, checks: members });
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

/**
 * How long after the cadence's own instant the region's slot is, milliseconds: region i of n waits i/n of the cadence,
 * in whole seconds because SQS delays in whole seconds.
 */
export function staggerOf(shard: Pick<Shard, 'cadenceMs' | 'regions'>, region: string): number {
  const index = shard.regions.indexOf(region);
  return Math.floor((shard.cadenceMs * index) / shard.regions.length / SECOND) * SECOND;
}

/** A region's slots of a shard in [from, to), milliseconds since 1970. None when the region does not run it. */
export function slotsBetween(
  shard: Pick<Shard, 'cadenceMs' | 'regions'>,
  region: string,
  from: number,
  to: number,
): readonly number[] {
  if (!shard.regions.includes(region)) return [];
  const stagger = staggerOf(shard, region);
  const slots: number[] = [];
  const first = Math.ceil((from - stagger) / shard.cadenceMs) * shard.cadenceMs + stagger;
  for (let slot = first; slot < to; slot += shard.cadenceMs) slots.push(slot);
  return slots;
}

/** How late a result may start after its slot and still be folded: two cadences and a minute. */
export function latenessMs(cadenceMs: number): number {
  return 2 * cadenceMs + MINUTE;
}

function groupOf(check: Check): string {
  const regions = stableHash(check.regions.join(',')).toString(16).padStart(8, '0').slice(0, 6);
  return `${check.cadenceMs / SECOND}s.${regions}`;
}
