import type { Change } from '../core/change.ts';
import type { Context } from './ports.ts';

/** Puts a change on record, so that what begins soon after it is told with it, and a small lasting shift is no incident. */
export async function recordChange(ctx: Pick<Context, 'changes'>, change: Change): Promise<void> {
  await ctx.changes.record(change);
}
