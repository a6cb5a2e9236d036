import type { Outcome, RunKind } from '../result.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

/**
 * Widths of the buckets in which runs are counted, and for how long each width is kept: a window of an alert is told to a
 * twelfth of itself. The last width is kept for the longest window of an error budget.
 */
export const LEVELS = [
  { widthMs: 5 * MINUTE, keptMs: HOUR },
  { widthMs: 30 * MINUTE, keptMs: 6 * HOUR },
  { widthMs: 2 * HOUR, keptMs: DAY },
  { widthMs: 6 * HOUR, keptMs: 3 * DAY },
  { widthMs: DAY, keptMs: 90 * DAY },
] as const;

/** What of a run is counted. */
export type CountedRun = {
  readonly slot: number;
  readonly run: RunKind;
  readonly outcome: Outcome;
  readonly upstream?: true;
};

/** Scheduled runs by what became of them. `unknown`: the monitor's own fault; `upstream`: failed by a parent's fault. */
export type Counts = {
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
  readonly upstream: number;
};

/** The runs of a time that begins at a multiple of the width of `level`. */
export type Bucket = Counts & { readonly level: number; readonly from: number };

/** What a series counted of the runs that left its ring, oldest bucket first. Plain data. */
export type Tally = readonly Bucket[];

export const NO_COUNTS: Counts = { good: 0, bad: 0, unknown: 0, upstream: 0 };

/** Counts a run that left the ring, once. Bursts and watch runs are no sample of what users see, and count for nothing. */
export function countRun(tally: Tally, entry: CountedRun): Tally {
  if (entry.run !== 'scheduled') return tally;
  const counts = addRun(NO_COUNTS, entry);
  const newest = tally.at(-1);
  const from = Math.floor(entry.slot / LEVELS[0].widthMs) * LEVELS[0].widthMs;
  if (newest !== undefined && newest.level === 0 && newest.from === from) {
    return [...tally.slice(0, -1), { ...newest, ...sum(newest, counts) }];
  }
  return rollUp([...tally, { level: 0, from, ...counts }], entry.slot);
}

/** Adds a run to counts. */
export function addRun(counts: Counts, { outcome, upstream }: CountedRun): Counts {
  switch (outcome) {
    case 'pass':
    case 'warn':
      return { ...counts, good: counts.good + 1 };
    case 'fail':
      return upstream === true ? { ...counts, upstream: counts.upstream + 1 } : { ...counts, bad: counts.bad + 1 };
    case 'unknown':
      return { ...counts, unknown: counts.unknown + 1 };
    default:
      return outcome satisfies never;
  }
}

/** Counts of both. */
export function sum(a: Counts, b: Counts): Counts {
  return {
    good: a.good + b.good,
    bad: a.bad + b.bad,
    unknown: a.unknown + b.unknown,
    upstream: a.upstream + b.upstream,
  };
}

/** What is too old for the width of its bucket goes into the next wider one; what is too old for the widest is gone. */
function rollUp(tally: Tally, newest: number): Tally {
  const wider = new Map<string, Bucket>();
  for (const bucket of tally) {
    const place = placeOf(bucket, newest);
    if (place === undefined) continue;
    const key = `${place.level} ${place.from}`;
    const known = wider.get(key);
    wider.set(key, { ...place, ...(known === undefined ? countsOf(bucket) : sum(known, bucket)) });
  }
  return [...wider.values()].sort((a, b) => a.from - b.from || b.level - a.level);
}

function placeOf({ level, from }: Bucket, newest: number): { level: number; from: number } | undefined {
  for (let at = level; at < LEVELS.length; at += 1) {
    const { widthMs, keptMs } = LEVELS[at] as (typeof LEVELS)[number];
    const start = Math.floor(from / widthMs) * widthMs;
    if (start + widthMs > newest - keptMs) return { level: at, from: start };
  }
  return undefined;
}

function countsOf({ good, bad, unknown, upstream }: Bucket): Counts {
  return { good, bad, unknown, upstream };
}
