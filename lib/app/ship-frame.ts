import { decodeFrame } from '../core/frame-codec.ts';
import type { RegionMessage } from '../core/message.ts';
import type { Context, Frames } from './ports.ts';

/** Seconds until the next attempt to bring a spooled frame home. */
const AGAIN_AFTER_S = 30;

/** Brings a spooled frame home. While home does not take it, it goes back to the end of the region's queue. */
export async function shipFrame(
  ctx: Pick<Context, 'clock' | 'regionQueues'> & Frames,
  { region, message }: { region: string; message: Extract<RegionMessage, { type: 'spool' }> },
): Promise<'stored' | 'duplicate' | 'kept'> {
  // What cannot be read never can be: it throws, and ends among the dead letters.
  const frame = decodeFrame(message.frame);
  try {
    return await ctx.frames.put(frame);
  } catch {
    await ctx.regionQueues.send(region, [{ message, delaySeconds: AGAIN_AFTER_S }]);
    return 'kept';
  }
}
