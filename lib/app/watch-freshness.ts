import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import { MONITOR_CHECK, policyOf } from '../core/check-policy.ts';
import { frameKey } from '../core/frame-key.ts';
import type { CheckState } from '../core/incident.ts';
import { judgeMonitor, type Sighting } from '../core/judge-monitor.ts';
import { shardsOf } from '../core/schedule.ts';
import { DAY, MINUTE } from '../core/time.ts';
import { changeAggregate } from './change-aggregate.ts';
import type { Context } from './ports.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'aggregates' | 'homeQueue'>;

/**
 * Judges the monitor itself by the newest frames of every shard, and opens or ends its own incident. As of the full minute,
 * whenever in it that is looked at: so a replay of the frames comes to the same.
 */
export async function watchFreshness(ctx: Ports, now: number): Promise<void> {
  const asOf = Math.floor(now / MINUTE) * MINUTE;
  const sightings: Sighting[] = [];
  for (const shard of shardsOf(ctx.monitor)) {
    const newest = await ctx.frames.newest(frameKey(shard.id), asOf - Math.max(DAY, 3 * shard.cadenceMs), asOf);
    sightings.push({ shard, newest: new Map([...newest].map(([region, { slot }]) => [region, slot])) });
  }
  const verdict = judgeMonitor(sightings, asOf);
  if (verdict === undefined) return;
  const forgotten = sightings.some(({ newest }) => newest.size === 0);
  const policy = policyOf(ctx.monitor, MONITOR_CHECK);
  await changeAggregate<CheckState>(
    ctx,
    `CHECK#${MONITOR_CHECK}`,
    () => calmCheck(MONITOR_CHECK),
    (state) => {
      if (state.since === 0 && verdict.name === 'up') return state;
      // Frames fall out of sight after a day: a shard without any may be the very one that the incident is about.
      if (state.incident !== undefined && verdict.name === 'up' && forgotten) return state;
      return advanceCheck(state, { type: 'verdict', verdict }, policy);
    },
  );
}
