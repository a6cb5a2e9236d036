import { maintenanceUntil } from '../calendar/maintenance.ts';
import type { Check } from '../check.ts';
import type { Series } from '../series.ts';
import type { Slo } from './slo.ts';
import { addRun, type Counts, LEVELS, NO_COUNTS, sum } from './tally.ts';

/** A check that an SLO counts, with what is remembered of it in each region. */
export type Member = { readonly check: Check; readonly series: ReadonlyMap<string, Series> };

/** What was counted of a window, in all and by region. `firstBad`: slot of the first bad run, or of its bucket. */
export type Counted = Counts & { readonly byRegion: ReadonlyMap<string, Counts>; readonly firstBad?: number };

/**
 * The scheduled runs of the members within a window that ends at `asOf`: of what left the rings to the width of a bucket,
 * else exactly. Without those in a maintenance.
 */
export function countsIn(members: readonly Member[], windowMs: number, asOf: number): Counted {
  const byRegion = new Map<string, Counts>();
  let firstBad: number | undefined;
  for (const { check, series } of members) {
    for (const [region, one] of series) {
      const { counts, since } = countSeries(check, one, asOf - windowMs);
      byRegion.set(region, sum(byRegion.get(region) ?? NO_COUNTS, counts));
      if (since !== undefined) firstBad = Math.min(firstBad ?? since, since);
    }
  }
  return { ...[...byRegion.values()].reduce(sum, NO_COUNTS), byRegion, ...(firstBad !== undefined && { firstBad }) };
}

/** How many times faster than allowed the budget is spent: the share of bad runs over the share that may be bad. */
export function burnRate({ budget }: Pick<Slo, 'budget'>, { good, bad }: Counts): number {
  return good + bad === 0 ? 0 : bad / (good + bad) / budget;
}

/** A rate that is written in tenths is none in binary: 18 bad of 125, of a budget of 0.01, are 14.399999999999999 times. */
const EXACT = 1 - 1e-9;

/** Whether a burn rate reaches a factor, as whoever counts in decimals would say. */
export function reaches(rate: number, factor: number): boolean {
  return rate >= factor * EXACT;
}

/** The share of the error budget that is left, of what was counted over the SLO's window; below 0 when it is overdrawn. */
export function budgetLeft({ budget }: Pick<Slo, 'budget'>, { good, bad }: Counts): number {
  return good + bad === 0 ? 1 : 1 - bad / ((good + bad) * budget);
}

function countSeries(check: Check, { ring, tally = [] }: Series, after: number): { counts: Counts; since?: number } {
  let counts = NO_COUNTS;
  let since: number | undefined;
  for (const bucket of tally) {
    const { widthMs } = LEVELS[bucket.level] as (typeof LEVELS)[number];
    if (bucket.from + widthMs <= after) continue;
    counts = sum(counts, bucket);
    if (bucket.bad > 0) since ??= Math.max(bucket.from, after);
  }
  for (const entry of ring) {
    if (entry.run !== 'scheduled' || entry.slot <= after) continue;
    if (maintenanceUntil(check.maintenance, entry.slot) !== undefined) continue;
    const before = counts.bad;
    counts = addRun(counts, entry);
    if (counts.bad > before) since ??= entry.slot;
  }
  return { counts, ...(since !== undefined && { since }) };
}
