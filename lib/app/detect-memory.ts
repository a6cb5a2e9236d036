import type { Change } from '../core/change.ts';
import { frameKey, frameSortKey, runKey } from '../core/frame-key.ts';
import { keepRecent, type Recent } from '../core/looks.ts';
import { memoryOf } from '../core/memory.ts';
import type { Frame } from '../core/result.ts';
import { latenessMs, type Shard } from '../core/schedule.ts';
import { EMPTY_SERIES, entryOf, fold, revive, type Series } from '../core/series.ts';
import { DAY, MINUTE } from '../core/time.ts';
import type { Context } from './ports.ts';

/** Slots of a shard that are read when nothing is remembered of it. */
const HISTORY_SLOTS = 30;

/** A checkpoint is written when so many slots have gone by since the last. */
const CHECKPOINT_SLOTS = 30;

/** … and in any case after so long: frames stay for two days. */
const LONGEST_MS = DAY / 2;

/** Burst and watch runs older than this no longer decide anything. */
const RUNS_MS = 10 * MINUTE;

/** What is remembered of one shard. */
export type ShardMemory = {
  readonly series: Map<string, Map<string, Series>>;
  /** The newest runs, by check: those that were not judged yet, and those before them. */
  readonly recent: Map<string, Recent>;
  /** Everything before it is folded. */
  newest: number;
  folded: ReadonlySet<string>;
  readonly checkpointed: Map<string, number>;
};

/** What one container remembers: a cache of folds, never a truth. `open`: the checks that are in trouble, as last read. */
export type DetectMemory = {
  readonly shards: Map<string, ShardMemory>;
  open: { readonly checks: ReadonlySet<string>; readonly at: number };
  /** As last read, at `at`, from `from` on. */
  changes: { readonly known: readonly Change[]; readonly at: number; readonly from: number };
};

export function createDetectMemory(): DetectMemory {
  return { shards: new Map(), open: { checks: new Set(), at: 0 }, changes: { known: [], at: 0, from: 0 } };
}

/** Folds every frame of a shard that came since the memory, or since its checkpoint. */
export async function catchUp(
  ctx: Pick<Context, 'frames' | 'checkpoints' | 'clock'>,
  memory: DetectMemory,
  shard: Shard,
): Promise<ShardMemory> {
  const known = memory.shards.get(shard.id) ?? (await restore(ctx, shard));
  memory.shards.set(shard.id, known);
  const frames = await ctx.frames.since(frameKey(shard.id), known.newest - latenessMs(shard.cadenceMs));
  foldFrames(
    known,
    shard,
    frames.filter((frame) => !known.folded.has(frameSortKey(frame))),
  );
  known.folded = new Set(frames.map(frameSortKey));
  known.newest = Math.max(known.newest, ...frames.map(({ slot }) => slot));
  return known;
}

/** Folds a check's burst and watch runs. */
export async function catchUpRuns(
  ctx: Pick<Context, 'frames' | 'clock'>,
  known: ShardMemory,
  shard: Shard,
  check: string,
): Promise<void> {
  const frames = await ctx.frames.since(runKey(check), ctx.clock.now() - RUNS_MS);
  foldFrames(known, shard, frames);
}

/** So many runs of each check were judged. */
export function bookJudged(known: ShardMemory, shard: Shard, counts: ReadonlyMap<string, number>): void {
  for (const check of shard.checks) {
    const recent = known.recent.get(check.id);
    if (recent !== undefined)
      known.recent.set(check.id, keepRecent(recent, counts.get(check.id) ?? 0, memoryOf(check)));
  }
}

/** Writes what is remembered of each region that has moved on far enough. Only after the decisions that rest on it. */
export async function writeCheckpoints(
  ctx: Pick<Context, 'checkpoints'>,
  known: ShardMemory,
  shard: Shard,
): Promise<void> {
  const every = Math.min(CHECKPOINT_SLOTS * shard.cadenceMs, LONGEST_MS);
  for (const region of shard.regions) {
    const last = known.checkpointed.get(region);
    if (last !== undefined && known.newest - last < every) continue;
    known.checkpointed.set(region, known.newest);
    const series = shard.checks.flatMap(({ id }) => {
      const one = known.series.get(id)?.get(region);
      return one === undefined ? [] : [[id, one] as const];
    });
    await ctx.checkpoints.save({ shard: shard.id, region, slot: known.newest, series: Object.fromEntries(series) });
  }
}

function foldFrames(known: ShardMemory, shard: Shard, frames: readonly Frame[]): void {
  const members = new Map(shard.checks.map((check) => [check.id, memoryOf(check)]));
  for (const frame of frames) {
    if (frame.startedAt - frame.slot > latenessMs(shard.cadenceMs)) continue;
    for (const result of frame.results) {
      const memory = members.get(result.id);
      if (memory === undefined) continue;
      const regions = known.series.get(result.id) ?? new Map<string, Series>();
      known.series.set(result.id, regions);
      const entry = entryOf(frame, result);
      const before = regions.get(frame.region) ?? EMPTY_SERIES;
      const after = fold(before, entry, memory);
      if (after === before) continue;
      const recent = known.recent.get(result.id) ?? { before: new Map(regions), runs: [], judged: 0 };
      known.recent.set(result.id, recent);
      recent.runs.push({ region: frame.region, entry });
      regions.set(frame.region, after);
    }
  }
}

async function restore(ctx: Pick<Context, 'checkpoints' | 'clock'>, shard: Shard): Promise<ShardMemory> {
  const now = ctx.clock.now();
  const history = Math.max(now - HISTORY_SLOTS * shard.cadenceMs, now - DAY);
  const series = new Map<string, Map<string, Series>>();
  const checkpoints = await ctx.checkpoints.load(shard.id);
  const members = new Map(shard.checks.map((check) => [check.id, memoryOf(check)]));
  for (const checkpoint of checkpoints) {
    for (const [check, one] of Object.entries(checkpoint.series)) {
      const regions = series.get(check) ?? new Map<string, Series>();
      const memory = members.get(check);
      series.set(check, regions.set(checkpoint.region, memory === undefined ? one : revive(one, memory)));
    }
  }
  const complete = shard.regions.every((region) => checkpoints.some((one) => one.region === region));
  const newest = complete ? Math.max(history, Math.min(...checkpoints.map(({ slot }) => slot))) : history;
  return {
    series,
    recent: new Map(),
    newest,
    folded: new Set(),
    checkpointed: new Map(checkpoints.map(({ region, slot }) => [region, slot])),
  };
}
