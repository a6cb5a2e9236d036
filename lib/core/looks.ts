import { type Bookings, bookFailure, bookFailures } from './book-failures.ts';
import type { Look } from './decide-check.ts';
import { EMPTY_SERIES, type Entry, fold, type Memory, type Series } from './series.ts';
import { MINUTE, SECOND } from './time.ts';

/** A run of a check in one of its regions. */
export type Run = { readonly region: string; readonly entry: Entry };

/**
 * Runs of a check and its series without them. `judged`: how many of them, from the first on, were looked at already. They are
 * kept for a while: what ended before them may still come, and then it is looked at before them.
 */
export type Recent = { readonly before: ReadonlyMap<string, Series>; readonly runs: Run[]; readonly judged: number };

/** What is looked at one by one of what comes to somebody who remembers nothing: older runs are no news. */
const COLD_MS = 30 * SECOND;

/** … and of what comes to somebody who looked lately. */
const RECENT_MS = 3 * MINUTE;

/**
 * The looks that new runs give: one after each instant at which one of them ended, in order, so that it does not matter in
 * which order, or how many at once, they came; and one after each later run, which was judged without them. `seenAt`: when a
 * run is seen, where that is not when it ended.
 */
export function looksOf(
  { before, runs, judged }: Recent,
  memory?: Memory,
  seenAt: (run: Run) => number = ({ entry }) => entry.endedAt,
): readonly Look[] {
  const all = runs.map((run, i) => ({ run, at: seenAt(run), isNew: i >= judged || seenAt(run) !== run.entry.endedAt }));
  const first = Math.min(...all.filter(({ isNew }) => isNew).map(({ at }) => at));
  const sorted = all.sort((a, b) => a.at - b.at);
  const known = [...before.values()].flatMap(({ ring }) => ring.map(({ endedAt }) => endedAt));
  const newest = Math.max(0, ...known, sorted.at(-1)?.at ?? 0);
  const oldest = Math.max(first, newest - (judged > 0 ? RECENT_MS : COLD_MS));
  let series = before;
  let asOf = Math.max(0, ...known);
  const looks: Look[] = [];
  for (const [i, { run, at }] of sorted.entries()) {
    const { region, entry } = run;
    series = new Map(series).set(region, fold(series.get(region) ?? EMPTY_SERIES, entry, memory));
    asOf = Math.max(asOf, at);
    if (sorted[i + 1]?.at !== at && asOf >= oldest) looks.push({ series, asOf });
  }
  return looks;
}

/** The first `judged` of them were looked at; of those, what is long past goes into the series. */
export function keepRecent({ before, runs }: Recent, judged: number, memory?: Memory): Recent {
  const newest = Math.max(...runs.map(({ entry }) => entry.endedAt));
  const isKept = ({ entry }: Run): boolean => entry.endedAt >= newest - RECENT_MS;
  const done = runs.slice(0, judged);
  const series = new Map(before);
  for (const { region, entry } of done.filter((run) => !isKept(run))) {
    series.set(region, fold(series.get(region) ?? EMPTY_SERIES, entry, memory));
  }
  const kept = done.filter(isKept);
  return { before: series, runs: [...kept, ...runs.slice(judged)], judged: kept.length };
}

/** The same runs, booked. They are looked at again when what ended before them comes, and must then be what they were. */
export function bookRecent({ before, runs, judged }: Recent, bookings: Bookings, memory?: Memory): Recent {
  const series = new Map([...before].map(([region, one]) => [region, bookFailures(one, bookings, memory)] as const));
  return { before: series, runs: runs.map((run) => ({ ...run, entry: bookFailure(run.entry, bookings) })), judged };
}
