import { oldestFresh } from './calendar/freshness.ts';
import type { Shard } from './schedule.ts';
import { formatInstant, formatSpan, MINUTE } from './time.ts';
import type { Verdict, Vote } from './verdict.ts';

/** A region that told nothing for so long is dark, or for two cadences and a minute where that is longer. */
const DARK_MS = 5 * MINUTE;

/** The newest slot of each region of a shard in which something was told; of regions that told nothing for a day, none. */
export type Sighting = { readonly shard: Shard; readonly newest: ReadonlyMap<string, number> };

type Seen = {
  readonly region: string;
  readonly slot: number;
  readonly isFresh: boolean;
  readonly isDark: boolean;
  readonly shard: string;
};

/**
 * Whether the monitor itself sees: `down` when a region that told something within a day is dark, or a shard has no fresh
 * region at all; it pages, and never touches a switch. Undefined when nothing was ever seen: a new deployment is no fault.
 */
export function judgeMonitor(sightings: readonly Sighting[], asOf: number): Verdict | undefined {
  const seen = sightings.flatMap((sighting) => seenOf(sighting, asOf));
  if (seen.length === 0) return undefined;
  const blind = new Set(
    sightings
      .filter(({ shard, newest }) => newest.size > 0 && !seen.some((one) => one.shard === shard.id && one.isFresh))
      .map(({ shard }) => shard.id),
  );
  const trouble = seen.filter(({ isDark, shard }) => isDark || blind.has(shard));
  const since = trouble.map(({ slot }) => slot);
  const name = trouble.length > 0 ? 'down' : 'up';
  return {
    name,
    asOf,
    what: sentence(seen, trouble, asOf),
    evidence: {
      rule: `a region that tells nothing for ${formatSpan(DARK_MS)}, or a shard without any fresh region`,
      votes: votesOf(seen, trouble),
      ...(since.length === 0 ? {} : { firstFailureAt: Math.max(...since) }),
    },
    containable: false,
    recovered: name === 'up',
    lacking: 1,
  };
}

function seenOf({ shard, newest }: Sighting, asOf: number): readonly Seen[] {
  const oldest = oldestFresh(shard, asOf);
  // Of planned time: what is not planned is not missed.
  const darkBefore = Math.min(oldest, oldestFresh({ ...shard, cadenceMs: (DARK_MS - MINUTE) / 2 }, asOf));
  return shard.regions.flatMap((region): readonly Seen[] => {
    const slot = newest.get(region);
    if (slot === undefined) return [];
    return [{ region, slot, isFresh: slot >= oldest, isDark: slot < darkBefore, shard: shard.id }];
  });
}

/** One vote a region: of its shard that was seen last the longest ago. */
function votesOf(seen: readonly Seen[], trouble: readonly Seen[]): readonly Vote[] {
  return regionsOf(seen).map((region): Vote => {
    const own = seen.filter((one) => one.region === region);
    const failures = own.filter((one) => trouble.includes(one));
    const worst = (failures.length > 0 ? failures : own).reduce((a, b) => (a.slot <= b.slot ? a : b));
    const isDark = failures.length > 0;
    return {
      region,
      vote: isDark ? 'failing' : 'passing',
      failures: failures.length,
      of: own.length,
      recovered: !isDark,
      lastSlot: worst.slot,
      ...(isDark && { reason: `shard ${worst.shard} told something last at ${formatInstant(worst.slot)}` }),
    };
  });
}

function sentence(seen: readonly Seen[], trouble: readonly Seen[], asOf: number): string {
  if (trouble.length === 0) return 'the monitor sees from every region again';
  const [all, dark] = [regionsOf(seen), regionsOf(trouble)];
  const longest = formatSpan(asOf - Math.min(...trouble.map(({ slot }) => slot)));
  const left = all.length - dark.length;
  const rest = left === 0 ? 'no other is left' : `${left} of ${all.length} regions are left`;
  return `the monitor sees nothing from ${dark.join(', ')} for ${longest}; ${rest}`;
}

function regionsOf(seen: readonly Seen[]): readonly string[] {
  return [...new Set(seen.map(({ region }) => region))];
}
