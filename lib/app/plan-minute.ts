import { shardsOf, slotsBetween } from '../core/schedule.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import type { Context } from './ports.ts';

/**
 * Sends, for every slot of the minute that begins 60 s after `at`, one message per shard, delayed until the slot. Doing
 * it twice probes twice and stores once. A slot that is more than a cadence past is left out: nobody would take it.
 */
export async function planMinute(
  ctx: Pick<Context, 'monitor' | 'clock' | 'regionQueues'>,
  { region, at }: { region: string; at: number },
): Promise<{ sent: number }> {
  const now = ctx.clock.now();
  const messages = shardsOf(ctx.monitor).flatMap((shard) =>
    slotsBetween(shard, region, at + MINUTE, at + 2 * MINUTE)
      .filter((slot) => slot + shard.cadenceMs > now)
      .map((slot) => ({
        message: { type: 'probe' as const, shard: shard.id, slot },
        delaySeconds: Math.max(0, Math.ceil((slot - now) / SECOND)),
      })),
  );
  if (messages.length > 0) await ctx.regionQueues.send(region, messages);
  return { sent: messages.length };
}
