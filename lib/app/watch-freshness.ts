import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import { oldestFresh } from '../core/calendar/freshness.ts';
import { MONITOR_CHECK, policyOf } from '../core/check-policy.ts';
import { frameKey } from '../core/frame-key.ts';
import type { CheckState } from '../core/incident.ts';
import { shardsOf } from '../core/schedule.ts';
import { DAY, formatInstant } from '../core/time.ts';
import type { Verdict, Vote } from '../core/verdict.ts';
import { changeAggregate } from './change-aggregate.ts';
import type { Context } from './ports.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'aggregates' | 'homeQueue'>;

/**
 * Judges the monitor itself: when a shard that was seen within a day has no fresh region, an incident of the *monitor*
 * opens. It pages and never touches a switch. A shard that was never seen is a new deployment, not a fault.
 */
export async function watchFreshness(ctx: Ports, now: number): Promise<void> {
  const votes: Vote[] = [];
  let blind = false;
  let forgotten = false;
  for (const shard of shardsOf(ctx.monitor)) {
    const newest = await ctx.frames.newest(frameKey(shard.id), now - Math.max(DAY, 3 * shard.cadenceMs));
    if (newest.size === 0) {
      forgotten = true;
      continue;
    }
    const oldest = oldestFresh(shard, now);
    const fresh = [...newest.values()].some(({ slot }) => slot >= oldest);
    if (!fresh) blind = true;
    for (const [region, { slot }] of newest) {
      const isFresh = slot >= oldest;
      const reason = `shard ${shard.id} last seen ${formatInstant(slot)}`;
      const vote = isFresh ? 'passing' : 'failing';
      votes.push({
        region,
        vote,
        failures: isFresh ? 0 : 1,
        of: 1,
        recovered: isFresh,
        lastSlot: slot,
        ...(isFresh ? {} : { reason }),
      });
    }
  }
  if (votes.length === 0) return;
  const slots = votes.flatMap(({ vote, lastSlot }) => (vote === 'failing' && lastSlot !== undefined ? [lastSlot] : []));
  const verdict: Verdict = {
    name: blind ? 'down' : 'up',
    asOf: now,
    evidence: {
      rule: 'a shard without a fresh frame from any region',
      votes,
      ...(slots.length === 0 ? {} : { firstFailureAt: Math.max(...slots) }),
    },
    containable: false,
    recovered: !blind,
    lacking: 1,
  };
  const policy = policyOf(ctx.monitor, MONITOR_CHECK);
  await changeAggregate<CheckState>(
    ctx,
    `CHECK#${MONITOR_CHECK}`,
    () => calmCheck(MONITOR_CHECK),
    (state) => {
      if (state.since === 0 && !blind) return state;
      // Frames fall out of sight after a day: a shard without any may be the very one that the incident is about.
      if (state.incident !== undefined && !blind && forgotten) return state;
      return advanceCheck(state, { type: 'verdict', verdict }, policy);
    },
  );
}
