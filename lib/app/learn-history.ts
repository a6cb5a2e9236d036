import type { HistoryPart } from '../core/history/history-part.ts';
import { memoryOf } from '../core/memory.ts';
import { latenessMs, type Shard, shardsOf } from '../core/schedule.ts';
import { EMPTY_SERIES, type Entry, entryOf, fold, type Memory, type Series } from '../core/series.ts';
import type { Context } from './ports.ts';

/** Runs that were folded, and those of checks or regions that are not defined. */
export type Learned = { readonly runs: number; readonly ignored: number };

/** What is folded of one check in one region. */
type Lesson = { readonly memory: Memory; readonly latestMs: number; series: Series };

/**
 * Folds a history as `detect` folds what it reads, and leaves what it knows then as checkpoints: the detectors of a monitor
 * that begins know what is usual. Opens no incident. Checkpoints that are newer stay. Throws what the history throws.
 */
export async function learnHistory(
  ctx: Pick<Context, 'monitor' | 'checkpoints'>,
  history: AsyncIterable<HistoryPart> | Iterable<HistoryPart>,
): Promise<Learned> {
  const shards = shardsOf(ctx.monitor);
  const lessons = new Map(shards.flatMap((shard) => lessonsOf(shard)));
  let [runs, ignored] = [0, 0];
  const learn = (check: string, region: string, entry: Entry): void => {
    const lesson = lessons.get(keyOf(check, region));
    if (lesson === undefined) ignored += 1;
    else if (entry.startedAt - entry.slot <= lesson.latestMs) {
      runs += 1;
      lesson.series = fold(lesson.series, entry, lesson.memory);
    }
  };
  for await (const part of history) {
    if (part.is === 'runs') for (const { check, region, entry } of part.runs) learn(check, region, entry);
    if (part.is !== 'frame') continue;
    for (const result of part.frame.results) learn(result.id, part.frame.region, entryOf(part.frame, result));
  }
  for (const shard of shards) await save(ctx, shard, lessons);
  return { runs, ignored };
}

async function save(
  ctx: Pick<Context, 'checkpoints'>,
  { id: shard, checks, regions }: Shard,
  lessons: ReadonlyMap<string, Lesson>,
): Promise<void> {
  for (const region of regions) {
    const known = checks.flatMap(({ id }): readonly (readonly [string, Series])[] => {
      const series = lessons.get(keyOf(id, region))?.series ?? EMPTY_SERIES;
      return series.ring.length === 0 ? [] : [[id, series]];
    });
    const slot = Math.max(0, ...known.map(([, { ring }]) => ring.at(-1)?.slot ?? 0));
    if (known.length > 0) await ctx.checkpoints.save({ shard, region, slot, series: Object.fromEntries(known) });
  }
}

function lessonsOf({ checks, regions }: Shard): readonly (readonly [string, Lesson])[] {
  return checks.flatMap((check) =>
    regions.map((region) => {
      const memory: Memory = { ...memoryOf(check), owns: true };
      return [
        keyOf(check.id, region),
        { memory, latestMs: latenessMs(check.cadenceMs), series: EMPTY_SERIES },
      ] as const;
    }),
  );
}

function keyOf(check: string, region: string): string {
  return `${check} ${region}`;
}
