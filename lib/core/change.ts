import { MINUTE } from './time.ts';

/** A deploy, an edit of a configuration, a flip of a flag: what may be why a check does otherwise than it did. */
export type Change = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** As a person would say it: `deploy shop 1.4.2`. */
  readonly what: string;
  /** The checks that it may concern. Absent: all. */
  readonly checks?: readonly string[];
};

/** What begins so many cadences after a change, or five minutes where that is longer, may be its work. */
const CADENCES_AFTER = 5;
const LEAST_AFTER_MS = 5 * MINUTE;

/** … and so many before it, because an onset is only known to the run or two. */
const CADENCES_BEFORE = 2;

/** How long before an onset a change may be to be its cause; whoever reads changes reads as far back. */
export function reachOf(cadenceMs: number): number {
  return Math.max(CADENCES_AFTER * cadenceMs, LEAST_AFTER_MS);
}

/** The newest change that what began at `since` may be the work of. */
export function changeBehind(
  changes: readonly Change[],
  { id, cadenceMs }: { readonly id: string; readonly cadenceMs: number },
  since: number,
): Change | undefined {
  let newest: Change | undefined;
  for (const change of changes) {
    if (change.checks !== undefined && !change.checks.includes(id)) continue;
    if (change.at > since + CADENCES_BEFORE * cadenceMs || change.at < since - reachOf(cadenceMs)) continue;
    if (newest === undefined || change.at > newest.at) newest = change;
  }
  return newest;
}
