import type { Finding } from './finding.ts';

/** What all regions of a check say together. */
export type Fused = {
  /** As of a finding: 1 alerts. */
  readonly evidence: number;
  /** Whether what was found is at the target, for everybody, or on the way of one region to it. */
  readonly scope: 'none' | 'one' | 'some' | 'all';
  /** Regions where it is seen. */
  readonly regions: readonly string[];
};

type Sort = keyof Finding['said'];

/** Evidence below this is what sound series have all the time. */
const FLOOR: Readonly<Record<Sort, number>> = { failing: 3, slow: 3, jitter: 3 };

/** One region says at most so much for what all regions see. */
const MOST = 10;

/** What all regions say above the floors is an alert together from here on. */
const JOINT_ALERT: Readonly<Record<Sort, number>> = { failing: 11, slow: 13, jitter: 13 };

/** More series have more chances of a false alert: the evidence of one alone is worth less the more there are of it. */
const NATS = 12;

/** A region takes part in what others see when it says this much for the same sort of trouble. */
const TAKES_PART = 2;

const SORTS: readonly Sort[] = ['failing', 'slow', 'jitter'];

/**
 * Joins what the detectors of several regions say as of one instant: one region alone with all its evidence, or all regions
 * with a little each, which is certain much sooner. Regions that are cold say nothing.
 */
export function fuse(findings: ReadonlyMap<string, Finding>): Fused {
  const warm = [...findings].filter(([, { isCold }]) => !isCold);
  if (warm.length === 0) return { evidence: 0, scope: 'none', regions: [] };
  const alone = Math.max(...warm.map(([, { evidence }]) => evidence)) / (1 + Math.log(warm.length) / NATS);
  let evidence = alone;
  let sort = strongestSort(warm);
  for (const one of SORTS) {
    const joint = warm.reduce((sum, [, { said }]) => sum + Math.max(0, Math.min(MOST, said[one]) - FLOOR[one]), 0);
    if (joint / JOINT_ALERT[one] <= evidence || warm.length === 1) continue;
    evidence = joint / JOINT_ALERT[one];
    sort = one;
  }
  const regions = warm.filter(([, { said }]) => said[sort] >= TAKES_PART).map(([region]) => region);
  return { evidence, scope: scopeOf(regions.length, warm.length), regions };
}

function strongestSort(warm: readonly (readonly [string, Finding])[]): Sort {
  const most = (sort: Sort): number => Math.max(...warm.map(([, { said }]) => said[sort]));
  return SORTS.reduce((best, sort) => (most(sort) > most(best) ? sort : best));
}

function scopeOf(seen: number, all: number): Fused['scope'] {
  if (seen === 0) return 'none';
  if (seen === 1) return 'one';
  return seen > all / 2 ? 'all' : 'some';
}
