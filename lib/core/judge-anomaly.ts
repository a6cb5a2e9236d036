import type { Anomaly } from './anomaly.ts';
import { type Change, changeBehind } from './change.ts';
import type { Check } from './check.ts';
import { findingOf } from './detect/detector.ts';
import type { Finding } from './detect/finding.ts';
import { fuse } from './detect/fuse.ts';
import { STANDS_SHARE } from './detect/sensitivity.ts';
import type { Series } from './series.ts';

/**
 * Most that a shift of latency may add for a change on record to explain it: a release may cost a little, and what costs more
 * is trouble whoever made it.
 */
const MOST_EXPLAINED = 1.25;

/** One region alone has this share of the threshold, at least, before it is asked. */
const NEAR_SHARE = 0.8;

/**
 * Regions that each have less than that may pass the threshold together, where `fuse` joins them: not with less than this,
 * times the threshold, in sum.
 */
const TOGETHER = 1.2;

/** What the finding about a check rests on beside its runs. `isStanding`: it was degraded by an anomaly. */
export type AnomalyGrounds = { readonly isStanding?: boolean; readonly changes?: readonly Change[] };

/**
 * Whether the detectors of a check have enough against it to be asked: one region's evidence is near what makes it degraded,
 * or that of all adds up to a fifth more than that. Else no judgement comes to another verdict than the rules. Of what was degraded
 * by an anomaly, half of the evidence is enough.
 */
export function isUnusual({ detect }: Pick<Check, 'detect'>, evidence: readonly number[], isStanding = false): boolean {
  if (detect === undefined) return false;
  const least = detect.threshold * (isStanding ? STANDS_SHARE : NEAR_SHARE);
  let sum = 0;
  for (const one of evidence) {
    if (one >= least) return true;
    sum += one;
  }
  return sum >= detect.threshold * TOGETHER;
}

/** What each detector has against its series: 1 alerts. 0 where there is none. */
export function evidenceOf(series: Iterable<Series>): readonly number[] {
  return Array.from(series, evidenceIn);
}

/** What the detector of a series has against it: 1 alerts. 0 where there is none. */
export function evidenceIn({ track }: Series): number {
  return track?.head?.evidence ?? 0;
}

/**
 * What the detectors of the fresh regions say together. Begins with the evidence that the check's sensitivity asks for and
 * lasts until half of it is reached in no region.
 */
export function judgeAnomaly(
  check: Check,
  fresh: ReadonlyMap<string, Series>,
  { isStanding = false, changes = [] }: AnomalyGrounds = {},
): Anomaly | undefined {
  if (check.detect === undefined || (changes.length === 0 && !isUnusual(check, evidenceOf(fresh.values()), isStanding)))
    return undefined;
  const { threshold } = check.detect;
  const findings = findingsOf(fresh);
  const { evidence, scope, regions } = fuse(findings);
  const warm = [...findings].filter(([, { isCold }]) => !isCold);
  const most = Math.max(0, evidence, ...warm.map(([, finding]) => finding.evidence));
  if (evidence < threshold && !(isStanding && most >= threshold * STANDS_SHARE)) {
    return stepped(check, warm, changes, evidence);
  }
  const least = Math.min(threshold * STANDS_SHARE, Math.max(0, ...warm.map(([, finding]) => finding.evidence)));
  const named = warm.filter(([region]) => regions.includes(region));
  const seen = (named.length > 0 ? named : warm.filter(([, finding]) => finding.evidence >= least)).map(
    ([region, finding]) => ({ region, finding }),
  );
  const newest = Math.max(0, ...[...fresh.values()].map(({ ring }) => ring.at(-1)?.slot ?? 0));
  const since = Math.min(newest, ...seen.flatMap(({ finding }) => finding.since ?? []));
  const change = changeBehind(changes, check, since);
  const isExplained = change !== undefined && seen.every(({ finding }) => isSmallShift(finding));
  return { evidence, threshold, scope, seen, since, isExplained, ...(change !== undefined && { change }) };
}

/** A step that is no fault, in most regions: told only where a change on record explains it. */
function stepped(
  check: Check,
  warm: readonly (readonly [string, Finding])[],
  changes: readonly Change[],
  evidence: number,
): Anomaly | undefined {
  const seen = warm.flatMap(([region, finding]) => (finding.stepped === undefined ? [] : [{ region, finding }]));
  if (check.detect === undefined || seen.length === 0 || seen.length * 2 <= warm.length) return undefined;
  const since = Math.min(...seen.flatMap(({ finding }) => finding.stepped?.since ?? []));
  const change = changeBehind(changes, check, since);
  if (change === undefined) return undefined;
  return { evidence, threshold: check.detect.threshold, scope: 'all', seen, since, isExplained: true, change };
}

/** What the detector of each region says as of its newest run. Regions without one are left out. */
export function findingsOf(series: ReadonlyMap<string, Series>): ReadonlyMap<string, Finding> {
  return new Map(
    [...series].flatMap(([region, { track }]) =>
      track?.head === undefined ? [] : [[region, findingOf(track.head.detector)] as const],
    ),
  );
}

function isSmallShift({ by, expected, value, failures }: Finding): boolean {
  if (by !== 'shift' || expected === undefined || value === undefined || (failures?.count ?? 0) > 0) return false;
  return value <= expected.typical * MOST_EXPLAINED;
}
