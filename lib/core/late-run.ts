import type { LateRun, Seen } from './seen.ts';
import type { Series } from './series.ts';
import { MINUTE } from './time.ts';

/** What ended longer before a change of state is not told apart: that it came later than so is not known. */
const SEEN_MS = 3 * MINUTE;

/** What the state of a check says of it. */
type Known = { readonly judgedAt: number; readonly seen?: Seen; readonly late?: readonly LateRun[] };

type Run = { readonly region: string; readonly entry: { readonly endedAt: number } };

/** Which of the newest runs stood when a check was judged at `asOf`. */
export function seenOf(series: ReadonlyMap<string, Series>, asOf: number): Seen {
  const regions = [...series].map(([region, { ring }]) => {
    const ago = ring.map(({ endedAt }) => asOf - endedAt).filter((ms) => ms >= 0 && ms < SEEN_MS);
    return [region, ago] as const;
  });
  return Object.fromEntries(regions.filter(([, ago]) => ago.length > 0));
}

/** The instant at which a run takes part for the first time: when it ended, or after the change of state that missed it. */
export function seenAt({ judgedAt, seen, late }: Known, { region, entry: { endedAt } }: Run): number {
  const known = late?.find((one) => one.region === region && one.endedAt === endedAt);
  if (known !== undefined) return known.at;
  const isOpen = seen === undefined || endedAt > judgedAt || endedAt <= judgedAt - SEEN_MS;
  return isOpen || seen[region]?.includes(judgedAt - endedAt) === true ? endedAt : judgedAt + 1;
}

/** Those of the runs that come after the newest change of state, and are not known to. */
export function lateRuns(state: Known, runs: readonly Run[]): readonly LateRun[] {
  return runs.flatMap((run) => {
    const { region, entry } = run;
    const at = seenAt(state, run);
    const isKnown = state.late?.some((one) => one.region === region && one.endedAt === entry.endedAt) === true;
    return at === entry.endedAt || isKnown ? [] : [{ region, endedAt: entry.endedAt, at }];
  });
}

/** Whether series lack a run that the newest change of state rested on: whoever has them must read again. */
export function isBehind({ judgedAt, seen = {} }: Known, series: ReadonlyMap<string, Series>): boolean {
  return Object.entries(seen).some(([region, ago]) => {
    const { ring = [] } = series.get(region) ?? {};
    const oldest = Math.min(...ring.map(({ endedAt }) => endedAt));
    const has = new Set(ring.map(({ endedAt }) => endedAt));
    return ago.some((ms) => judgedAt - ms >= oldest && !has.has(judgedAt - ms));
  });
}
