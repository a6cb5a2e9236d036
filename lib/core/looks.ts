import type { Look } from './decide-check.ts';
import { EMPTY_SERIES, type Entry, fold, type Memory, type Series } from './series.ts';
import { SECOND } from './time.ts';

/** A run of a check in one of its regions. */
export type Run = { readonly region: string; readonly entry: Entry };

/** Runs that ended longer before the newest one are folded and not looked at one by one: they are no news. */
const STEP_MS = 30 * SECOND;

/**
 * The looks that new runs give: one after each instant at which one of them ended, in order, so that it does not matter in
 * which order, or how many at once, they came. `before`: the series without them.
 */
export function looksOf(before: ReadonlyMap<string, Series>, runs: readonly Run[], memory?: Memory): readonly Look[] {
  const sorted = [...runs].sort((a, b) => a.entry.endedAt - b.entry.endedAt);
  const known = [...before.values()].flatMap(({ ring }) => ring.map(({ endedAt }) => endedAt));
  const newest = Math.max(0, ...known, sorted.at(-1)?.entry.endedAt ?? 0);
  let series = before;
  let asOf = Math.max(0, ...known);
  const looks: Look[] = [];
  for (const [i, { region, entry }] of sorted.entries()) {
    series = new Map(series).set(region, fold(series.get(region) ?? EMPTY_SERIES, entry, memory));
    asOf = Math.max(asOf, entry.endedAt);
    const next = sorted[i + 1]?.entry.endedAt;
    if (next !== entry.endedAt && asOf >= newest - STEP_MS) looks.push({ series, asOf });
  }
  return looks;
}
