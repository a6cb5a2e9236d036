import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketCount, shardsOf, slotsBetween, staggerOf } from '../../../lib/core/schedule.ts';
import { CADENCES, durationMs, MINUTE } from '../../../lib/core/time.ts';
import { aCheck, aMonitor, NOON, REGIONS } from '../../builders.ts';

const many = (count: number) => Array.from({ length: count }, (_, i) => aCheck({ id: `check-${i}` }));

it('every check is in exactly one shard, and a shard holds about fifty', () => {
  const shards = shardsOf(aMonitor(many(400)));
  expect(shards.flatMap(({ checks }) => checks)).toHaveLength(400);
  expect(new Set(shards.flatMap(({ checks }) => checks.map(({ id }) => id))).size).toBe(400);
  expect(Math.max(...shards.map(({ checks }) => checks.length))).toBeLessThan(80);
});

it('a doubling of the buckets moves each check at most once, to a bucket that it halves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (count) => {
      const buckets = bucketCount(count);
      expect(Number.isInteger(Math.log2(buckets))).toBe(true);
      expect(count / buckets).toBeLessThanOrEqual(50);
    }),
  );
});

it('adding a check moves nobody while the bucket count stands', () => {
  const shardOf = (count: number) =>
    new Map(
      shardsOf(aMonitor(many(count))).flatMap(({ id, checks }) => checks.map((check) => [check.id, id] as const)),
    );
  const before = shardOf(60);
  const after = shardOf(61);
  for (const [check, shard] of before) expect(after.get(check)).toBe(shard);
});

it('region i of n runs i/n of the cadence later, in whole seconds', () => {
  const shard = { cadenceMs: 10_000, regions: REGIONS };
  expect(REGIONS.map((region) => staggerOf(shard, region))).toEqual([0, 3_000, 6_000]);
  expect(staggerOf({ cadenceMs: MINUTE, regions: ['a', 'b', 'c', 'd', 'e'] }, 'e')).toBe(48_000);
});

it('minutes side by side plan every slot once, whatever the cadence', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CADENCES),
      fc.constantFrom(...REGIONS),
      fc.nat(100_000),
      (cadence, region, minute) => {
        const shard = { cadenceMs: durationMs(cadence), regions: REGIONS };
        const from = NOON + minute * MINUTE;
        const whole = slotsBetween(shard, region, from, from + 10 * MINUTE);
        const parts = Array.from({ length: 10 }, (_, i) =>
          slotsBetween(shard, region, from + i * MINUTE, from + (i + 1) * MINUTE),
        );
        expect(parts.flat()).toEqual(whole);
        for (const slot of whole) expect((slot - staggerOf(shard, region)) % shard.cadenceMs).toBe(0);
      },
    ),
  );
});

it('a region that does not run the shard has no slots', () => {
  expect(slotsBetween({ cadenceMs: 10_000, regions: REGIONS }, 'eu-north-1', NOON, NOON + MINUTE)).toEqual([]);
});
