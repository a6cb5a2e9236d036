import type { Finding } from './detect/finding.ts';
import { sampledLatency } from './detect/sample.ts';
import type { Entry } from './series.ts';

/**
 * Most that a shift of latency may add for a change on record to explain it: a release may cost a little, and what costs more
 * is trouble whoever made it.
 */
const MOST_EXPLAINED = 1.25;

/** Runs that tell what a latency is since it began: the day moves on under more. */
const MOST_VALUED = 20;

/** Standard deviations from the low to the high end of what is expected. */
const EXPECTED_SPAN = 5.2;

/** Standard errors that a median of few runs may be off: a release that costs a little must not page by chance. */
const DOUBT = 2;

/** Standard error of a median, as a share of that of a mean, where the noise is normal: the root of π/2. */
const MEDIAN_ERROR = 1.25;

/** A finding with the latency since it began: the mean that a detector keeps has not come far by its first alert, the runs have. */
export function withValue(finding: Finding, ring: readonly Entry[]): Finding {
  const since = finding.since ?? finding.stepped?.since;
  const value = since === undefined ? undefined : latencySince(ring, since);
  return value === undefined ? finding : { ...finding, value };
}

/** Whether a finding is a shift as small as releases make them, as far as its runs tell. One run of a step may be unusual by itself. */
export function isSmallShift({ by, stepped, expected, value, failures, runs = 1 }: Finding): boolean {
  const isShift = by === 'shift' || (by === 'unusual' && stepped !== undefined);
  if (!isShift || expected === undefined || value === undefined || (failures?.count ?? 0) > 0) return false;
  const deviation = Math.log((expected.high + 1) / (expected.low + 1)) / EXPECTED_SPAN;
  const error = (MEDIAN_ERROR * deviation) / Math.sqrt(Math.min(runs, MOST_VALUED));
  return value <= expected.typical * MOST_EXPLAINED * Math.exp(DOUBT * error);
}

/** The median latency of the newest runs since an instant, milliseconds. Undefined where none can be trusted. */
function latencySince(ring: readonly Entry[], since: number): number | undefined {
  const seen = ring.filter(({ run, slot, outcome }) => run === 'scheduled' && slot >= since && outcome !== 'unknown');
  const sorted = seen
    .map(sampledLatency)
    .filter((latency) => !Number.isNaN(latency))
    .slice(-MOST_VALUED)
    .sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
