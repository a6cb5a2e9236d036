import type { Check } from '../core/check.ts';
import { shardsOf } from '../core/schedule.ts';
import type { Series } from '../core/series.ts';
import { catchUp, catchUpRuns, type DetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';

/** A check's series of all regions, caught up with what came since this container last looked. */
export async function seriesOf(
  ctx: Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints'>,
  memory: DetectMemory,
  check: Check,
): Promise<ReadonlyMap<string, Series>> {
  const shard = shardsOf(ctx.monitor).find(({ checks }) => checks.some(({ id }) => id === check.id));
  if (shard === undefined) return new Map();
  const known = await catchUp(ctx, memory, shard);
  await catchUpRuns(ctx, known, shard, check.id);
  return known.series.get(check.id) ?? new Map<string, Series>();
}
