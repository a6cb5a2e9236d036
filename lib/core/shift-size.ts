import type { Finding } from './detect/finding.ts';
import { sampledLatency } from './detect/sample.ts';
import type { Entry } from './series.ts';

/**
 * Most that a shift of latency may add for a change on record to explain it: a release may cost a little, and what costs more
 * is trouble whoever made it.
 */
const MOST_EXPLAINED = 1.25;

/** Runs that tell what a latency has come to. It may have begun with less: with a deploy, say, on which a fault came. */
const NEWEST = 5;

/** Runs that tell how much it is by and large since it began: the day moves on under more. */
const LASTING = 20;

/** Standard deviations from the low to the high end of what is expected. */
const EXPECTED_SPAN = 5.2;

/** Standard errors that a median of few runs may be off: a release that costs a little must not page by chance. */
const DOUBT = 2;

/** Standard error of a median, as a share of that of a mean, where the noise is normal: the root of π/2. */
const MEDIAN_ERROR = 1.25;

/** A finding with the latency that it has come to: the mean that a detector keeps is not there by its first alert, the runs are. */
export function withValue(finding: Finding, ring: readonly Entry[]): Finding {
  const since = finding.since ?? finding.stepped?.since;
  const runs = Math.min(NEWEST, finding.newest ?? NEWEST);
  const value = since === undefined ? undefined : medianOf(latenciesSince(ring, since).slice(-runs));
  return value === undefined ? finding : { ...finding, value };
}

/**
 * Whether a finding is a shift as small as releases make them, by its newest runs and by more of them, as far as they tell. One
 * run of a step may be unusual by itself.
 */
export function isSmallShift({ by, since, stepped, expected, failures }: Finding, ring: readonly Entry[]): boolean {
  const isShift = by === 'shift' || (by === 'unusual' && stepped !== undefined);
  if (!isShift || since === undefined || expected === undefined || (failures?.count ?? 0) > 0) return false;
  const deviation = Math.log((expected.high + 1) / (expected.low + 1)) / EXPECTED_SPAN;
  const latencies = latenciesSince(ring, since);
  return [NEWEST, LASTING].every((most) => {
    const newest = latencies.slice(-most);
    const error = (MEDIAN_ERROR * deviation) / Math.sqrt(newest.length);
    return (medianOf(newest) ?? Number.NaN) <= expected.typical * MOST_EXPLAINED * Math.exp(DOUBT * error);
  });
}

/** Of the scheduled runs since an instant, oldest first, milliseconds; those that cannot be trusted are left out. */
function latenciesSince(ring: readonly Entry[], since: number): readonly number[] {
  return ring
    .filter(({ run, slot, outcome }) => run === 'scheduled' && slot >= since && outcome !== 'unknown')
    .map(sampledLatency)
    .filter((latency) => !Number.isNaN(latency));
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
