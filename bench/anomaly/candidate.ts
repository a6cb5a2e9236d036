import { encodeDetector } from '../../lib/core/detect/codec.ts';
import { type Detector, findingOf, newDetector, newsOf, observe } from '../../lib/core/detect/detector.ts';
import { fuse } from '../../lib/core/detect/fuse.ts';
import type { Candidate, FusedCandidate, FusedEvidence } from './contract.ts';

/** The detector that `detect` runs, as the benchmark drives it. */
export function createCandidate(): Candidate {
  const detector = newDetector();
  return {
    update: ({ at, outcome, latencyMs }) => {
      // Phases change no evidence; they are there because they cost time.
      observe(detector, { at: at * 1_000, outcome, latencyMs, phases: { firstByte: latencyMs } });
      return newsOf(detector);
    },
    state: () => detector,
    checkpoint: () => encodeDetector(detector),
  };
}

/** The fusion that `detect` runs, as the benchmark drives it. */
export function createFusedCandidate(): FusedCandidate {
  const detectors: Detector[] = [];
  const update = (points: Parameters<FusedCandidate['update']>[0]): FusedEvidence => {
    points.forEach((point, k) => {
      detectors[k] ??= newDetector();
      const detector = detectors[k] as Detector;
      if (point !== undefined) observe(detector, { ...point, at: point.at * 1_000 });
    });
    const fused = fuse(new Map(detectors.map((detector, k) => [String(k), findingOf(detector)])));
    return { ...fused, scope: fused.scope === 'some' ? 'all' : fused.scope, regions: fused.regions.map(Number) };
  };
  return { update };
}
