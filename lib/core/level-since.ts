import type { Finding } from './detect/finding.ts';
import { sampledLatency } from './detect/sample.ts';
import type { Entry } from './series.ts';

/** Fewest runs that a level is told of, where there are so many: a shift takes three to be known. */
const RUNS_OF_A_SHIFT = 3;

/**
 * A finding with the typical latency since it began, as the remembered runs show it. The detector's own mean moves by little
 * at once, and of a quiet series never far: it would tell a latency within what is expected. The very same finding where no
 * run says more.
 */
export function withLevelSince(finding: Finding, ring: readonly Entry[]): Finding {
  const { by, expected, since = finding.stepped?.since } = finding;
  if (since === undefined || expected === undefined) return finding;
  const latencies = ring
    .filter(({ slot, run, outcome }) => slot >= since && run === 'scheduled' && outcome !== 'unknown')
    .map(sampledLatency)
    .filter((latency) => !Number.isNaN(latency));
  if (latencies.length === 0) return finding;
  const isShift = by === undefined || by === 'shift' || by === 'brownout';
  return { ...finding, value: isShift ? levelOfShift(latencies, expected.typical) : medianOf(latencies) };
}

/**
 * A sum may begin with runs that were as usual: of the newest n, those count that differ most, by n × (ln median ÷ typical)².
 */
function levelOfShift(latencies: readonly number[], typical: number): number {
  let [level, most] = [medianOf(latencies), -1];
  for (let n = Math.min(RUNS_OF_A_SHIFT, latencies.length); n <= latencies.length; n += 1) {
    const median = medianOf(latencies.slice(-n));
    const weight = n * Math.log(Math.max(median, 0.1) / Math.max(typical, 0.1)) ** 2;
    if (weight > most) [level, most] = [median, weight];
  }
  return level;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
