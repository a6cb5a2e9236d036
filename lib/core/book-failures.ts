import type { CheckState } from './incident.ts';
import { type Entry, type Memory, rewrite, type Series } from './series.ts';

/** What failed runs are booked to, so that no detector holds them against the series. Milliseconds since 1970. */
export type Bookings = {
  /** Those that began from then on: to what is upstream. */
  readonly upstreamFrom?: number | undefined;
  /** Those that began before: to trouble that was told. */
  readonly toldBefore: number;
};

/**
 * The instant before which the failures of a check are no news: its last trouble is over, and was told or held back. Infinity
 * while the rules have one open. A detector that kept them would tell the same trouble once more, for hours after its end.
 */
export function toldBefore({ verdict, incident, held, endedAt = 0 }: CheckState): number {
  const isKnown = incident !== undefined || held !== undefined;
  const isRules = verdict === 'down' || verdict === 'partial' || verdict === 'flapping';
  return isKnown && isRules ? Number.POSITIVE_INFINITY : endedAt;
}

/** The series with its failed runs booked, and its detector without them. The very same one where there is nothing to book. */
export function bookFailures(series: Series, bookings: Bookings, memory?: Memory): Series {
  return rewrite(series, (entry) => bookFailure(entry, bookings), memory);
}

/** A failed run as it is booked; the very same one where there is nothing to book. */
export function bookFailure(
  entry: Entry,
  { upstreamFrom = Number.POSITIVE_INFINITY, toldBefore: until }: Bookings,
): Entry {
  if (entry.outcome !== 'fail' || entry.upstream === true) return entry;
  if (entry.startedAt >= upstreamFrom) return { ...entry, upstream: true };
  return entry.startedAt < until && entry.told !== true ? { ...entry, told: true } : entry;
}
