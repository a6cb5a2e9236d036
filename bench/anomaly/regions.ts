import type { CreateFusedCandidate, FusedEvidence, Point } from './contract.ts';
import { FAMILIES, type FamilyName } from './made/families.ts';
import type { FaultType } from './made/faults.ts';
import { makeRegional, type RegionalFault, type RegionalSeries } from './made/regions.ts';
import { STARTS_AT, STEP } from './made/series.ts';
import { MISSING } from './made/site.ts';
import { progress } from './progress.ts';
import { delayOf, quantile } from './score/detections.ts';
import { falseAlertsPerMonth, type Judged, judged } from './score/incidents.ts';
import { type SeedPlan, type Seeds, seedsOf } from './seeds.ts';

const SCOPES = ['none', 'one', 'all'] as const satisfies readonly FusedEvidence['scope'][];

/** One check judged: evidence and scope by round, and the regions as bits. */
interface JudgedCheck {
  readonly judged: Judged;
  readonly faults: readonly RegionalFault[];
  readonly scope: Uint8Array;
  readonly regions: Uint32Array;
}

/** How faults of one type in one scope were found. */
export interface ScopeScore {
  readonly type: FaultType;
  readonly where: 'all' | 'one';
  readonly faults: number;
  readonly recall: number;
  readonly delay50: number;
  readonly delay90: number;
  /** Of those found, the share whose scope was right at the round that alerted first; NaN if none was found. */
  readonly scopeFirst: number;
  /** The same ten rounds later, or at the last round of the fault if that is sooner. */
  readonly scopeSettled: number;
}

/** Fused evidence at the shipped threshold. */
export interface RegionalResult {
  readonly family: FamilyName;
  readonly falseAlertsClean: number;
  readonly falseAlertsFaulted: number;
  readonly scopeFirst: number;
  readonly scopeSettled: number;
  /** Of the faults in one region that were found as such, the share that named that region and no other. */
  readonly regionNamed: number;
  readonly scores: readonly ScopeScore[];
}

export interface FusedSetting {
  readonly create: CreateFusedCandidate;
  readonly family: FamilyName;
  readonly seeds: Pick<SeedPlan, 'faulted' | 'clean'>;
  readonly threshold?: number;
}

export function measureRegions({ create, family, seeds, threshold = 1 }: FusedSetting): RegionalResult {
  const judge = (which: Seeds, clean: boolean) =>
    seedsOf(which).map((seed) => {
      progress(`five regions, ${clean ? 'clean' : 'faulted'}`, seed - which.from, which.count);
      return judgeCheck(create, makeRegional(seed, { family: FAMILIES[family], clean }));
    });
  const faulted = judge(seeds.faulted, false);
  const clean = judge(seeds.clean, true);
  const found = faulted.flatMap((check) => check.faults.map((fault) => look(check, fault, threshold)));
  const groups = Map.groupBy(found, ({ type, where }) => `${type} ${where === 'all' ? 'all' : 'one'}`);
  const hits = found.filter(({ delay }) => delay < Number.POSITIVE_INFINITY);
  const single = hits.filter(({ where, settled }) => where !== 'all' && settled);
  return {
    family,
    falseAlertsClean: falseAlertsPerMonth(
      clean.map((check) => check.judged),
      threshold,
    ),
    falseAlertsFaulted: falseAlertsPerMonth(
      faulted.map((check) => check.judged),
      threshold,
    ),
    scopeFirst: share(hits, ({ first }) => first),
    scopeSettled: share(hits, ({ settled }) => settled),
    regionNamed: share(single, ({ named }) => named),
    scores: [...groups.values()].map(scoreOf),
  };
}

type Look = RegionalFault & {
  readonly delay: number;
  readonly first: boolean;
  readonly settled: boolean;
  readonly named: boolean;
};

function look(check: JudgedCheck, fault: RegionalFault, threshold: number): Look {
  const delay = delayOf(check.judged.evidence, fault, threshold);
  const at = Math.min(fault.start + delay - 1, fault.end - 1);
  const later = Math.min(at + 10, fault.end - 1);
  const expected = fault.where === 'all' ? 'all' : 'one';
  const isRight = (i: number) => SCOPES[check.scope[i] as number] === expected;
  const named = fault.where !== 'all' && check.regions[later] === 1 << fault.where;
  return { ...fault, delay, first: isRight(at), settled: isRight(later), named };
}

function scoreOf(looks: readonly Look[]): ScopeScore {
  const { type, where } = looks[0] as Look;
  const delays = looks.map(({ delay }) => delay);
  const hits = looks.filter(({ delay }) => delay < Number.POSITIVE_INFINITY);
  return {
    type,
    where: where === 'all' ? 'all' : 'one',
    faults: looks.length,
    recall: hits.length / looks.length,
    delay50: quantile(delays, 0.5),
    delay90: quantile(delays, 0.9),
    scopeFirst: share(hits, ({ first }) => first),
    scopeSettled: share(hits, ({ settled }) => settled),
  };
}

const share = <T>(of: readonly T[], is: (one: T) => boolean): number => of.filter(is).length / of.length;

/** Shows a candidate one round after another: region k of n measures k / n of the cadence later. */
function judgeCheck(create: CreateFusedCandidate, { samples, warmUp, faults, regions }: RegionalSeries): JudgedCheck {
  const candidate = create();
  const evidence = new Float32Array(samples);
  const scope = new Uint8Array(samples);
  const bits = new Uint32Array(samples);
  const points: (Point | undefined)[] = regions.map(() => undefined);
  for (let i = 0; i < samples; i++) {
    for (let k = 0; k < regions.length; k++) {
      const { ok, latency } = regions[k] as RegionalSeries['regions'][number];
      const at = (STARTS_AT + (i + k / regions.length) * STEP) / 1000;
      const outcome = ok[i] ? 'pass' : 'fail';
      points[k] = ok[i] === MISSING ? undefined : { at, outcome, latencyMs: latency[i] as number };
    }
    const fused = candidate.update(points);
    evidence[i] = fused.evidence;
    scope[i] = SCOPES.indexOf(fused.scope);
    for (const region of fused.regions) bits[i] = (bits[i] as number) | (1 << region);
  }
  return { judged: judged({ samples, warmUp, faults }, evidence), faults, scope, regions: bits };
}
