import type { Candidate } from './contract.ts';

/** Two peers as monitoring products have them, for comparison: neither knows the hour, nor what its own alarms cost. */

/** How fast the z-score's mean and variance follow: a memory of about a hundred samples. */
const FOLLOW = 0.01;
const WARM_UP = 100;

/** A z-score of the latency over an exponentially weighted mean and variance; at eight standard deviations the evidence is 1. */
export function createEwma(): Candidate {
  const memory = { count: 0, mean: 0, variance: 0, failures: 0 };
  const update: Candidate['update'] = ({ outcome, latencyMs }) => {
    const failed = outcome === 'fail' ? 1 : 0;
    const share = Math.max(memory.failures, 1e-3);
    const ofFailure = failed ? (1 - share) / Math.sqrt(share * (1 - share)) : 0;
    memory.failures += FOLLOW * (failed - memory.failures);
    if (failed) return ofFailure / 8;
    const off = memory.count === 0 ? 0 : latencyMs - memory.mean;
    const z = memory.count > WARM_UP && memory.variance > 0 ? off / Math.sqrt(memory.variance) : 0;
    const follow = Math.max(FOLLOW, 1 / ++memory.count);
    memory.mean = memory.count === 1 ? latencyMs : memory.mean + follow * off;
    memory.variance = (1 - follow) * (memory.variance + follow * off * off);
    return Math.max(0, z) / 8;
  };
  return { update, state: () => memory };
}

/** Three failures in a row, or five samples in a row over twice a running median. */
export function createRules(): Candidate {
  const memory = { median: 0, failures: 0, slow: 0 };
  const update: Candidate['update'] = ({ outcome, latencyMs }) => {
    memory.failures = outcome === 'fail' ? memory.failures + 1 : 0;
    if (outcome === 'pass') {
      memory.slow = memory.median > 0 && latencyMs > 2 * memory.median ? memory.slow + 1 : 0;
      // Each sample moves the median by half a percent towards itself.
      memory.median = memory.median === 0 ? latencyMs : memory.median * (latencyMs > memory.median ? 1.005 : 1 / 1.005);
    }
    return Math.max(memory.failures / 3, memory.slow / 5);
  };
  return { update, state: () => memory };
}
