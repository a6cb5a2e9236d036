import { judgeMonitor } from '../judge-monitor.ts';
import type { Monitor } from '../monitor.ts';
import { shardsOf } from '../schedule.ts';
import { DAY, MINUTE } from '../time.ts';
import type { Verdict } from '../verdict.ts';

/** The minute's look at whether the monitor itself sees, over recorded runs. */
export type Watch = {
  /** A region told something of a check in a slot. */
  see(check: string, region: string, slot: number): void;
  /** Looks at each full minute until `until` (milliseconds since 1970), where something may have changed. */
  judge(until: number, take: (verdict: Verdict, at: number) => void): void;
};

/** Longest silence that is looked at minute by minute: beyond it nobody recorded anything. */
const LONGEST_MS = DAY;

export function startWatch(monitor: Monitor): Watch {
  const sightings = shardsOf(monitor).map((shard) => ({
    shard,
    newest: new Map<string, number>(),
    region: '',
    slot: 0,
  }));
  const byCheck = new Map(sightings.flatMap((one) => one.shard.checks.map(({ id }) => [id, one] as const)));
  let minute: number | undefined;
  return {
    see(check, region, slot) {
      const one = byCheck.get(check);
      // The checks of a shard share their slots, and come soon after each other.
      if (one === undefined || (slot === one.slot && region === one.region)) return;
      one.region = region;
      one.slot = slot;
      if (slot > (one.newest.get(region) ?? 0)) one.newest.set(region, slot);
    },
    judge(until, take) {
      const newest = Math.floor(until / MINUTE) * MINUTE;
      minute ??= newest;
      if (minute >= newest) return;
      for (let at = Math.max(minute + MINUTE, newest - LONGEST_MS); at <= newest; at += MINUTE) {
        const verdict = judgeMonitor(sightings, at);
        if (verdict !== undefined) take(verdict, at);
      }
      minute = newest;
    },
  };
}
