import type { Check } from './check.ts';
import { countHits, describeRule, holds, lackingHits } from './rule.ts';
import { latenessMs } from './schedule.ts';
import { EMPTY_SERIES, type Entry, type Series } from './series.ts';
import { SECOND } from './time.ts';
import type { Evidence, Verdict, VerdictName, Vote } from './verdict.ts';

/** Most runs of one burst. */
const LONGEST_BURST = 10;

/** With one region only, failures must span so long before a switch may fire. */
const SINGLE_REGION_SPAN_MS = 10 * SECOND;

/** Passing runs that each fresh region must give for a step of a restore. */
const TRIAL_RUNS = 2;

const isFail = (entry: Entry): boolean => entry.outcome === 'fail';
const isWell = (entry: Entry): boolean => entry.outcome === 'pass' || entry.outcome === 'warn';
const isWarning = (entry: Entry): boolean => entry.outcome === 'warn';
const isUnwell = (entry: Entry): boolean => entry.outcome !== 'pass';

/**
 * What the results of all regions say of a check at `asOf`. Looks at what stands, never at what just changed.
 * `trialSince`: the instant since which a restore step is on trial.
 */
export function judge(check: Check, series: ReadonlyMap<string, Series>, asOf: number, trialSince?: number): Verdict {
  const rings = check.regions.map((region) => ({ region, ring: knownRuns(series.get(region) ?? EMPTY_SERIES) }));
  const votes = rings.map(({ region, ring }) => voteOf(check, region, ring, asOf));
  const fresh = rings.filter((_, i) => votes[i]?.vote !== 'unknown');
  const name = nameOf(check, votes);
  const failing = votes.filter(({ vote }) => vote === 'failing');
  const failures = fresh.flatMap(({ region, ring }) =>
    ring
      .slice(-check.failWhen.of)
      .filter(isFail)
      .map((entry) => ({ region, entry })),
  );
  const starts = fresh.flatMap(({ ring }) => troubleStart(check, ring) ?? []);
  const newest = failures.reduce<(typeof failures)[number] | undefined>(
    (max, one) => (max === undefined || one.entry.slot > max.entry.slot ? one : max),
    undefined,
  );
  const evidence: Evidence = {
    rule: `${describeRule(check.failWhen)} failed, in ${check.quorum} of ${check.regions.length} regions`,
    votes,
    ...(starts.length === 0 ? {} : { firstFailureAt: Math.min(...starts) }),
  };
  return {
    name,
    asOf,
    evidence,
    containable:
      failing.length >= check.quorum &&
      isEnoughToContain(
        check,
        failures.map(({ entry }) => entry),
      ),
    recovered: fresh.length > 0 && votes.every(({ vote, recovered }) => vote === 'unknown' || recovered),
    ...(newest === undefined ? {} : { trigger: { region: newest.region, slot: newest.entry.slot } }),
    lacking: lackingOf(
      check,
      fresh.map(({ ring }) => ring),
    ),
    ...(trialSince === undefined
      ? {}
      : {
          trial: trialOf(
            check,
            fresh.map(({ ring }) => ring),
            trialSince,
          ),
        }),
  };
}

function voteOf(check: Check, region: string, ring: readonly Entry[], asOf: number): Vote {
  const newest = ring.at(-1);
  const failures = countHits(check.failWhen, ring, isFail);
  const recovered = hasRecovered(check, ring);
  const reason = ring.findLast(isUnwell)?.reason;
  return {
    region,
    vote: voteName(check, ring, asOf, recovered),
    failures,
    of: Math.min(check.failWhen.of, ring.length),
    recovered,
    ...(newest === undefined ? {} : { lastSlot: newest.slot }),
    ...(reason === undefined || recovered ? {} : { reason }),
  };
}

function voteName(check: Check, ring: readonly Entry[], asOf: number, recovered: boolean): Vote['vote'] {
  const newest = ring.at(-1);
  if (newest === undefined || newest.slot < asOf - latenessMs(check.cadenceMs)) return 'unknown';
  if (!recovered && holds(check.failWhen, ring, isFail)) return 'failing';
  if (!recovered && countHits(check.failWhen, ring, isFail) > 0) return 'suspect';
  if (holds(check.failWhen, ring, isWarning)) return 'degraded';
  return 'passing';
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

/** A failed burst run counts against recovery; a passed one does not count for it. */
function recoveryRuns(ring: readonly Entry[]): readonly Entry[] {
  return ring.filter((entry) => entry.run !== 'burst' || isFail(entry));
}

function hasRecovered(check: Check, ring: readonly Entry[]): boolean {
  return holds(check.recoverWhen, recoveryRuns(ring), isWell);
}

/** Start of the first failing run since the region was last well. */
function troubleStart(check: Check, ring: readonly Entry[]): number | undefined {
  let first: Entry | undefined;
  for (const [i, entry] of ring.entries()) {
    if (first === undefined && isFail(entry)) first = entry;
    else if (first !== undefined && hasRecovered(check, ring.slice(0, i + 1))) first = undefined;
  }
  return first?.startedAt;
}

function knownRuns(series: Series): readonly Entry[] {
  return series.ring.filter(({ outcome }) => outcome !== 'unknown');
}

function lackingOf(check: Check, rings: readonly (readonly Entry[])[]): number {
  const lacking = rings.map((ring) => lackingHits(check.failWhen, ring, isFail));
  return Math.min(LONGEST_BURST, Math.max(1, ...lacking));
}

/** One region alone is enough only where the definition says so, and only when its failures are not one hiccup. */
function isEnoughToContain(check: Check, failures: readonly Entry[]): boolean {
  if (check.regions.length > 1) return true;
  if (check.contain?.singleRegion !== true) return false;
  const starts = failures.map(({ startedAt }) => startedAt);
  return Math.max(...starts) - Math.min(...starts) >= SINGLE_REGION_SPAN_MS;
}

/** Passed: every fresh region's last two runs since then passed. Failed: a quorum failed once, or one region twice. */
function trialOf(check: Check, rings: readonly (readonly Entry[])[], since: number): 'passed' | 'failed' | 'running' {
  const runs = rings.map((ring) => recoveryRuns(ring).filter(({ slot }) => slot >= since));
  const failed = runs.map((ring) => ring.filter(isFail).length);
  if (failed.some((count) => count >= TRIAL_RUNS)) return 'failed';
  const needed = Math.max(1, Math.min(check.quorum, rings.length));
  if (failed.filter((count) => count > 0).length >= needed) return 'failed';
  const passed = runs.every((ring) => ring.length >= TRIAL_RUNS && ring.slice(-TRIAL_RUNS).every(isWell));
  return passed && rings.length > 0 ? 'passed' : 'running';
}
