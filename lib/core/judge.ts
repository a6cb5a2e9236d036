import type { Anomaly } from './anomaly.ts';
import { describeAnomaly, describeChange, describeFinding, describeThreshold } from './anomaly-text.ts';
import { oldestFresh } from './calendar/freshness.ts';
import type { Check } from './check.ts';
import { type Health, healthOf, isFail, isWell, knownRuns, recoveryRuns } from './health.ts';
import { type AnomalyGrounds, judgeAnomaly } from './judge-anomaly.ts';
import { hasForgotten } from './memory.ts';
import { describeRule } from './rule.ts';
import { EMPTY_SERIES, type Entry, type Series } from './series.ts';
import { SECOND } from './time.ts';
import type { Verdict, VerdictName, Vote } from './verdict.ts';

/** Most runs of one burst. */
const LONGEST_BURST = 10;

/** Between two runs of a burst. */
export const BURST_GAP_MS = 2 * SECOND;

/** With one region only, failures must span so long before a switch may fire. */
const SINGLE_REGION_SPAN_MS = 10 * SECOND;

/** Passing runs that each fresh region must give for a step of a restore. */
const TRIAL_RUNS = 2;

type Witness = {
  readonly region: string;
  readonly ring: readonly Entry[];
  readonly forgottenMs: number | undefined;
  readonly health: Health;
};

/** What a judgement rests on beside the runs. `trialSince`: the instant since which a restore step is on trial. */
export type JudgeGrounds = AnomalyGrounds & { readonly trialSince?: number | undefined };

/**
 * What the results of all regions say of a check at `asOf`. Looks at what stands, never at what just changed. The rules come
 * first: only what they have nothing against can be degraded by an anomaly, and nothing is contained by one.
 */
export function judge(
  check: Check,
  series: ReadonlyMap<string, Series>,
  asOf: number,
  { trialSince, ...grounds }: JudgeGrounds = {},
): Verdict {
  const all = check.regions.map((region) => witnessOf(check, region, series.get(region) ?? EMPTY_SERIES));
  const oldest = oldestFresh(check, asOf);
  const isFresh = ({ ring }: Witness): boolean => (ring.at(-1)?.slot ?? 0) >= oldest;
  const fresh = all.filter(isFresh);
  const votes = all.map((witness) => voteOf(witness, isFresh(witness)));
  const starts = fresh.flatMap(({ health }) => health.since ?? []);
  const trigger = newestFailure(fresh);
  const name = nameOf(check, votes);
  const heard = new Map(fresh.map(({ region }) => [region, series.get(region) ?? EMPTY_SERIES] as const));
  const anomaly = judgeAnomaly(check, heard, grounds);
  const verdict: Verdict = {
    name,
    asOf,
    evidence: {
      rule: ruleOf(check, name),
      votes,
      ...(starts.length === 0 ? {} : { firstFailureAt: Math.min(...starts) }),
    },
    containable: isEnoughToContain(check, fresh),
    recovered: fresh.length > 0 && fresh.every(({ health }) => health.recovered),
    ...(trigger === undefined ? {} : { trigger }),
    lacking: lackingOf(check, fresh),
    ...(trialSince === undefined ? {} : { trial: trialOf(check, fresh, trialSince) }),
  };
  return anomaly === undefined ? verdict : withAnomaly(check, verdict, anomaly);
}

/** A check that the rules have nothing against is degraded by what no change explains. */
function withAnomaly(check: Check, verdict: Verdict, anomaly: Anomaly): Verdict {
  const { name, asOf, evidence } = verdict;
  const notes = describeChange(anomaly);
  const told = notes.length === 0 ? evidence : { ...evidence, notes: [...(evidence.notes ?? []), ...notes] };
  if (name !== 'up' || anomaly.isExplained) return { ...verdict, anomaly, evidence: told };
  const found = new Map(anomaly.seen.map(({ region, finding }) => [region, describeFinding(finding, asOf)] as const));
  const votes = evidence.votes.map((vote): Vote => {
    const unusual = found.get(vote.region);
    return unusual === undefined ? vote : { ...vote, vote: 'degraded', unusual };
  });
  return {
    ...verdict,
    name: 'degraded',
    anomaly,
    what: describeAnomaly(check.id, anomaly, check.regions.length),
    evidence: { ...told, rule: describeThreshold(anomaly), votes, firstFailureAt: anomaly.since },
  };
}

/** Of series that were judged: a new run changes that of its own region, and a series is never changed in place. */
const witnesses = new WeakMap<Series, { readonly check: Check; readonly witness: Witness }>();

/** What one region's runs say, whenever they are judged. */
function witnessOf(check: Check, region: string, remembered: Series): Witness {
  const known = witnesses.get(remembered);
  if (known !== undefined && known.check === check && known.witness.region === region) return known.witness;
  const ring = knownRuns(remembered, check);
  const forgottenMs = hasForgotten(remembered, check) ? check.cadenceMs : undefined;
  const witness = { region, ring, forgottenMs, health: healthOf(check, ring, forgottenMs) };
  witnesses.set(remembered, { check, witness });
  return witness;
}

/** The rule that decided, in words. */
function ruleOf({ failWhen, degradedWhen = failWhen, quorum, regions }: Check, name: VerdictName): string {
  const what = name === 'degraded' ? `${describeRule(degradedWhen)} warned` : `${describeRule(failWhen)} failed`;
  return `${what}, in ${quorum} of ${regions.length} regions`;
}

function voteOf({ region, ring, health }: Witness, isFresh: boolean): Vote {
  const newest = ring.at(-1);
  const reason = ring.findLast(({ outcome }) => outcome !== 'pass')?.reason;
  const vote = health.state === 'well' ? (health.degraded ? 'degraded' : 'passing') : health.state;
  return {
    region,
    vote: isFresh ? vote : 'unknown',
    failures: health.count.hits,
    of: health.count.of,
    recovered: health.recovered,
    ...(newest === undefined ? {} : { lastSlot: newest.slot }),
    ...(reason === undefined || vote === 'passing' ? {} : { reason }),
  };
}

function nameOf(check: Check, votes: readonly Vote[]): VerdictName {
  const count = (name: Vote['vote']): number => votes.filter(({ vote }) => vote === name).length;
  const fresh = votes.length - count('unknown');
  if (fresh === 0) return 'unknown';
  const needed = Math.min(check.quorum, fresh);
  if (count('failing') >= needed) return 'down';
  if (count('failing') > 0) return 'partial';
  if (count('suspect') > 0) return 'suspected';
  return count('degraded') >= needed ? 'degraded' : 'up';
}

function newestFailure(fresh: readonly Witness[]): Verdict['trigger'] {
  let newest: Verdict['trigger'];
  for (const { region, health } of fresh) {
    const slot = health.lastFailure;
    if (slot !== undefined && (newest === undefined || slot > newest.slot)) newest = { region, slot };
  }
  return newest;
}

/** What the rule lacks; one region alone that may contain needs runs over all the time that containing asks for. */
function lackingOf(check: Check, fresh: readonly Witness[]): number {
  const isLone = check.regions.length === 1 && check.contain?.singleRegion === true;
  const least = isLone ? SINGLE_REGION_SPAN_MS / BURST_GAP_MS + 1 : 1;
  return Math.min(LONGEST_BURST, Math.max(least, ...fresh.map(({ health }) => health.lacking)));
}

/** The full quorum of fresh regions; one region alone only where the definition says so, and for more than a hiccup. */
function isEnoughToContain(check: Check, fresh: readonly Witness[]): boolean {
  const { when, quorum = check.quorum } = check.contain ?? {};
  const isFailing = ({ ring, forgottenMs, health }: Witness): boolean =>
    (when === undefined ? health : healthOf({ ...check, failWhen: when }, ring, forgottenMs)).state === 'failing';
  const failing = fresh.filter(isFailing);
  if (failing.length < quorum) return false;
  if (check.regions.length > 1) return true;
  if (check.contain?.singleRegion !== true) return false;
  const [lone] = failing;
  const last = lone?.ring.findLast(isFail)?.startedAt ?? 0;
  return last - (lone?.health.since ?? last) >= SINGLE_REGION_SPAN_MS;
}

/** Passed: every fresh region's last two runs since then passed. Failed: a quorum failed once, or one region twice. */
function trialOf(check: Check, fresh: readonly Witness[], since: number): 'passed' | 'failed' | 'running' {
  const runs = fresh.map(({ ring }) => recoveryRuns(ring).filter(({ slot }) => slot >= since));
  const failed = runs.map((ring) => ring.filter(isFail).length);
  if (failed.some((count) => count >= TRIAL_RUNS)) return 'failed';
  const needed = Math.max(1, Math.min(check.quorum, fresh.length));
  if (failed.filter((count) => count > 0).length >= needed) return 'failed';
  const passed = runs.every((ring) => ring.length >= TRIAL_RUNS && ring.slice(-TRIAL_RUNS).every(isWell));
  return passed && fresh.length > 0 ? 'passed' : 'running';
}
