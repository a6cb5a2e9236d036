import type { Finding } from './finding.ts';

/** What all regions of a check say together. */
export type Fused = {
  /** As of a finding: 1 alerts. */
  readonly evidence: number;
  /** Whether what was found is at the target, for everybody, or in one region's way to it. */
  readonly scope: 'none' | 'one' | 'some' | 'all';
  /** Regions where it is seen. */
  readonly regions: readonly string[];
};

/** Joins what the detectors of several regions say as of one instant. */
export function fuse(findings: ReadonlyMap<string, Finding>): Fused {
  const warm = [...findings].filter(([, { isCold }]) => !isCold);
  const evidence = Math.max(0, ...warm.map(([, one]) => one.evidence));
  const regions = warm.filter(([, one]) => one.evidence >= 1).map(([region]) => region);
  const scope = regions.length === 0 ? 'none' : regions.length === warm.length && warm.length > 1 ? 'all' : 'one';
  return { evidence, scope, regions };
}
