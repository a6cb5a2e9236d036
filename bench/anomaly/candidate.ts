import type { Candidate, FusedCandidate, FusedEvidence } from './contract.ts';
import { createEwma } from './peers.ts';

// A placeholder until lib/core/detect/detector.ts is there: the z-score with the signatures that the detector will fill.

/** The detector that `detect` runs, as the benchmark drives it. */
export function createCandidate(): Candidate {
  return createEwma();
}

/** The fusion that `detect` runs, as the benchmark drives it. */
export function createFusedCandidate(): FusedCandidate {
  const regions: { readonly candidate: Candidate; evidence: number }[] = [];
  const update = (points: Parameters<FusedCandidate['update']>[0]): FusedEvidence => {
    points.forEach((point, k) => {
      regions[k] ??= { candidate: createCandidate(), evidence: 0 };
      const region = regions[k];
      if (point !== undefined) region.evidence = region.candidate.update(point);
    });
    const evidence = Math.max(...regions.map((region) => region.evidence));
    const over = regions.flatMap((region, k) => (region.evidence >= 0.5 ? [k] : []));
    return { evidence, scope: over.length === 0 ? 'none' : over.length === 1 ? 'one' : 'all', regions: over };
  };
  return { update };
}
