import type { Candidate } from '../../../bench/anomaly/contract.ts';

/** A detector that stays as it is, so that the numbers pinned with it stay too: log-latency over its mean, and failures in a row. */
export function createLogDeviation(): Candidate {
  let [mean, count, failures] = [0, 0, 0];
  const update: Candidate['update'] = ({ outcome, latencyMs }) => {
    failures = outcome === 'fail' ? failures + 1 : 0;
    if (outcome === 'fail') return failures / 3;
    const value = Math.log(latencyMs);
    const off = count === 0 ? 0 : value - mean;
    mean = count === 0 ? value : mean + 0.01 * off;
    count++;
    return Math.max(0, off);
  };
  return { update };
}
