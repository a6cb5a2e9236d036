import { type Finding, SORTS, type Sort } from './finding.ts';

/** What all regions of a check say together. */
export type Fused = {
  /** As of a finding: 1 alerts. */
  readonly evidence: number;
  /** Whether what was found is at the target, for everybody, or on the way of one region to it. */
  readonly scope: 'none' | 'one' | 'some' | 'all';
  /** Regions where it is seen. */
  readonly regions: readonly string[];
};

type Warm = readonly (readonly [region: string, finding: Finding])[];

/** Evidence of one region below this is what sound series have all the time. */
const FLOORS: Readonly<Record<Sort, number>> = {
  ...{ shift20: 2, shift30: 2, shift50: 2, shift100: 2, shift300: 2, jitter: 2.5 },
  ...{ rare: 3, paired: 3, frequent: 3, outage: 3, burst: 3 },
};

/** What regions say above the floors is an alert together from here on. Regions share noise: latency takes more than failures. */
const JOINT_ALERTS: Readonly<Record<Sort, number>> = {
  ...{ shift20: 28, shift30: 26, shift50: 22, shift100: 25, shift300: 24, jitter: 20 },
  ...{ rare: 13, paired: 13, frequent: 13, outage: 13, burst: 30 },
};

/** One region says at most so much for what all regions see; of a shift, which one region's noise is more often, less. */
const MOST: Readonly<Record<Sort, number>> = {
  ...{ shift20: 7.5, shift30: 7.5, shift50: 7.5, shift100: 7.5, shift300: 7.5, jitter: 10 },
  ...{ rare: 10, paired: 10, frequent: 10, outage: 10, burst: 10 },
};

/** n series have n times the chances of a false alert: evidence of one alone counts 1 + ln n ÷ 5 times less. */
const CHANCES = 5;

/** A region sees what the strongest sees when it says this much for the same sort, and this share of it, at most that of 14. */
const LEAST_SHARE = 1;
const SHARE = 0.35;
const STRONG = 14;

/** Failures that are rare come to one region sooner than to the other: a smaller share is enough. */
const RARE_SHARE = 0.15;
const RARE: readonly Sort[] = ['rare', 'paired'];

/** Two regions that fail at once are no chance; latency wanders in two regions at once now and then. */
const FAILING: readonly Sort[] = ['rare', 'paired', 'frequent', 'outage'];

/**
 * Joins what the detectors of several regions say as of one instant: one region alone with all its evidence, or all regions
 * with a little each, which is certain much sooner. Regions that are cold say nothing.
 */
export function fuse(findings: ReadonlyMap<string, Finding>): Fused {
  const warm: Warm = [...findings].filter(([, { isCold }]) => !isCold);
  if (warm.length === 0) return { evidence: 0, scope: 'none', regions: [] };
  const [, strongest] = warm.reduce((a, b) => (b[1].evidence > a[1].evidence ? b : a));
  let evidence = strongest.evidence / (1 + Math.log(warm.length) / CHANCES);
  let sort = indexOfMost(strongest.said);
  for (let s = 0; s < SORTS.length; s++) {
    const joint = jointOf(warm, s);
    if (joint <= evidence) continue;
    evidence = joint;
    sort = s;
  }
  const regions = seenBy(warm, sort);
  return { evidence, scope: scopeOf(SORTS[sort] as Sort, regions.length, warm.length), regions };
}

/** What at least two regions say for a sort together; 1 alerts. */
function jointOf(warm: Warm, s: number): number {
  const sort = SORTS[s] as Sort;
  let sum = 0;
  let count = 0;
  for (const [, { said }] of warm) {
    const above = Math.min(MOST[sort], said[s] as number) - FLOORS[sort];
    if (above <= 0) continue;
    sum += above;
    count += 1;
  }
  return count < 2 ? 0 : sum / JOINT_ALERTS[sort];
}

function seenBy(warm: Warm, s: number): readonly string[] {
  const most = Math.max(...warm.map(([, { said }]) => said[s] as number));
  const share = RARE.includes(SORTS[s] as Sort) ? RARE_SHARE : SHARE;
  const least = Math.max(LEAST_SHARE, share * Math.min(STRONG, most));
  return warm.filter(([, { said }]) => (said[s] as number) >= least).map(([region]) => region);
}

function scopeOf(sort: Sort, seen: number, all: number): Fused['scope'] {
  if (seen === 0) return 'none';
  if (seen === 1 || (seen === 2 && all > 3 && !FAILING.includes(sort))) return 'one';
  return seen > all / 2 ? 'all' : 'some';
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0);
}
