import { bookFailures, toldBefore } from '../core/book-failures.ts';
import { oldestFresh } from '../core/calendar/freshness.ts';
import type { Check } from '../core/check.ts';
import type { Finding } from '../core/detect/finding.ts';
import { type Fused, fuse } from '../core/detect/fuse.ts';
import { settledOf } from '../core/detect/track.ts';
import type { CheckState } from '../core/incident.ts';
import { judge } from '../core/judge.ts';
import { findingsOf } from '../core/judge-anomaly.ts';
import { memoryOf } from '../core/memory.ts';
import { EMPTY_SERIES, type Entry, fold, type Series } from '../core/series.ts';
import { formatInstant } from '../core/time.ts';
import type { Verdict } from '../core/verdict.ts';
import { changesFor } from './changes-for.ts';
import { createDetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';
import { seriesOf } from './series-of.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints' | 'changes' | 'aggregates'>;

/** What is known of a check in one region. `finding` is absent where no detector watches it. */
export type RegionExplained = {
  readonly region: string;
  readonly isFresh: boolean;
  readonly finding?: Finding;
  readonly ring: readonly Entry[];
};

/** Why a check is thought to be as it is, as of an instant. */
export type Explained = {
  readonly check: Check;
  readonly asOf: number;
  readonly verdict: Verdict;
  readonly fused?: Fused;
  readonly regions: readonly RegionExplained[];
};

/**
 * What the rules and the detectors say of a check now, or at an instant that its remembered runs reach back to: some forty
 * runs. Changes nothing. Undefined for a check that is not defined; a RangeError for an instant before all that is remembered,
 * and for one that is to come.
 */
export async function explainCheck(
  ctx: Ports,
  { check: id, at }: { readonly check: string; readonly at?: number },
): Promise<Explained | undefined> {
  const check = ctx.monitor.checks.find((one) => one.id === id);
  if (check === undefined) return undefined;
  const memory = createDetectMemory();
  const stored = await ctx.aggregates.load<CheckState>(`CHECK#${id}`);
  const all = await seriesOf(ctx, memory, check);
  const then = at === undefined ? all : new Map([...all].map(([region, one]) => [region, asOfThen(one, check, at)]));
  const series = stored === undefined ? then : withoutTold(then, check, stored.state, at);
  const ends = [...series.values()].flatMap(({ ring }) => ring.map(({ endedAt }) => endedAt));
  const now = ctx.clock.now();
  if (at !== undefined) refuseUnknown(at, ends, [...all.values()], now);
  const asOf = at ?? Math.max(now, ...ends);
  const changes = await changesFor(ctx, memory, check, series);
  const isStanding = stored?.state.unusual === true;
  const verdict = judge(check, series, asOf, { changes, isStanding });
  const findings = findingsOf(series);
  const oldest = oldestFresh(check, asOf);
  const regions = check.regions.map((region): RegionExplained => {
    const { ring } = series.get(region) ?? EMPTY_SERIES;
    const finding = findings.get(region);
    return { region, ring, isFresh: (ring.at(-1)?.slot ?? 0) >= oldest, ...(finding !== undefined && { finding }) };
  });
  const fresh = new Map(
    [...findings].filter(([region]) => regions.some((one) => one.region === region && one.isFresh)),
  );
  return { check, asOf, verdict, regions, ...(check.detect !== undefined && { fused: fuse(fresh) }) };
}

function refuseUnknown(at: number, ends: readonly number[], all: readonly Series[], now: number): void {
  if (at > now) throw new RangeError(`${formatInstant(at)} is yet to come: it is ${formatInstant(now)}`);
  if (ends.length > 0) return;
  const oldest = Math.min(...all.flatMap(({ ring }) => ring.map(({ endedAt }) => endedAt)));
  const since = Number.isFinite(oldest) ? `runs are remembered from ${formatInstant(oldest)} on` : 'no run is';
  throw new RangeError(`nothing is remembered of ${formatInstant(at)}; ${since}`);
}

/** As whoever judges them has booked them: what was told by then is no evidence. */
function withoutTold(
  series: ReadonlyMap<string, Series>,
  check: Check,
  state: CheckState,
  at = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, Series> {
  const until = toldBefore(state);
  if (until !== Number.POSITIVE_INFINITY && until > at) return series;
  const memory = memoryOf(check);
  return new Map([...series].map(([region, one]) => [region, bookFailures(one, { toldBefore: until }, memory)]));
}

/** The series as it stood at an instant: what left the ring is known for good, and of the ring the runs that had ended. */
function asOfThen({ ring, track, ...series }: Series, check: Check, at: number): Series {
  const base: Series = { ...series, ring: [], ...(track !== undefined && { track: { base: settledOf(track) } }) };
  const memory = memoryOf(check);
  return ring.filter(({ endedAt }) => endedAt <= at).reduce((one, entry) => fold(one, entry, memory), base);
}
