import { encodeDetector } from '../../lib/core/detect/codec.ts';
import { type Detector, findingOf, newDetector, newsOf, observe } from '../../lib/core/detect/detector.ts';
import { fuse } from '../../lib/core/detect/fuse.ts';
import type { Candidate, FusedCandidate, FusedEvidence, Point } from './contract.ts';

/** The detector that `detect` runs, as the benchmark drives it. */
export function createCandidate(): Candidate {
  const detector = newDetector();
  // Filled anew for every run, as a series does it. Phases change no evidence; they are there because they cost time.
  const phases = { firstByte: 0 };
  const sample = { at: 0, outcome: 'pass' as Point['outcome'], latencyMs: 0, phases };
  return {
    update: ({ at, outcome, latencyMs }) => {
      sample.at = at * 1_000;
      sample.outcome = outcome;
      sample.latencyMs = latencyMs;
      phases.firstByte = latencyMs;
      observe(detector, sample);
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
