import { calmCheck, isCalm } from '../core/advance-check.ts';
import type { Anomaly } from '../core/anomaly.ts';
import { type Bookings, bookFailures, toldBefore } from '../core/book-failures.ts';
import { oldestFresh } from '../core/calendar/freshness.ts';
import type { Check } from '../core/check.ts';
import { policyOf } from '../core/check-policy.ts';
import { decideCheck, type Look } from '../core/decide-check.ts';
import type { ParentState } from '../core/dependency.ts';
import { frameKey, runKey } from '../core/frame-key.ts';
import { isUpstream } from '../core/held.ts';
import type { CheckState } from '../core/incident.ts';
import { judge } from '../core/judge.ts';
import { evidenceOf, isUnusual } from '../core/judge-anomaly.ts';
import { isBehind, lateRuns, seenAt } from '../core/late-run.ts';
import { bookRecent, looksOf, type Recent } from '../core/looks.ts';
import { memoryOf } from '../core/memory.ts';
import { type Shard, shardsOf } from '../core/schedule.ts';
import { acceptShift, type Series } from '../core/series.ts';
import { SECOND } from '../core/time.ts';
import type { Verdict } from '../core/verdict.ts';
import { changeAggregate } from './change-aggregate.ts';
import { changesFor } from './changes-for.ts';
import {
  bookJudged,
  catchUp,
  catchUpRuns,
  type DetectMemory,
  type ShardMemory,
  writeCheckpoints,
} from './detect-memory.ts';
import { inGroups } from './in-groups.ts';
import { judgeSlos } from './judge-slos.ts';
import { parentsOf } from './parents-of.ts';
import type { Context } from './ports.ts';

export { createDetectMemory, type DetectMemory } from './detect-memory.ts';

/** How long a container trusts its list of checks in trouble. */
const OPEN_FOR_MS = 10 * SECOND;

/** Checks that are decided at the same time: in a mass outage each costs some calls. */
const TOGETHER = 10;

/** Readings of what somebody else has judged already, before it is judged without it. */
const ATTEMPTS = 3;

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints' | 'aggregates' | 'changes' | 'homeQueue'>;

/** What was judged of a check; `changed` when its state is another one now. */
export type Judged = { readonly check: string; readonly verdict: Verdict['name']; readonly changed: boolean };

/**
 * Woken by the keys of new frames (`FRAME#…`, `BURST#…`): reads what came since it last looked, folds it, and decides
 * per check what its incident becomes. What the wake carried is not looked at, so a repeated or late wake does no harm.
 */
export async function detectIncidents(
  ctx: Ports,
  memory: DetectMemory,
  { keys }: { keys: readonly string[] },
): Promise<{ verdicts: readonly Judged[] }> {
  const woken = new Set(keys);
  const verdicts: Judged[] = [];
  for (const shard of shardsOf(ctx.monitor)) {
    const runs = shard.checks.filter(({ id }) => woken.has(runKey(id)));
    if (runs.length === 0 && !woken.has(frameKey(shard.id))) continue;
    const known = await catchUp(ctx, memory, shard);
    const open = await openChecks(ctx, memory);
    const looked = shard.checks.filter((check) => {
      const series = known.series.get(check.id);
      return runs.includes(check) || (series !== undefined && (open.has(check.id) || hasTrouble(check, series)));
    });
    // What others catch up with meanwhile is judged the next time.
    const judged = new Map([...known.recent].map(([id, { runs: all }]) => [id, all.length]));
    verdicts.push(...(await inGroups(TOGETHER, looked, (check) => decide(ctx, memory, shard, check, judged))).flat());
    await judgeSlos(ctx, memory, shard);
    bookJudged(known, shard, judged);
    await writeCheckpoints(ctx, known, shard);
  }
  return { verdicts };
}

async function decide(
  ctx: Ports,
  memory: DetectMemory,
  shard: Shard,
  check: Check,
  judged: Map<string, number>,
  attempt = 1,
): Promise<readonly Judged[]> {
  const known = memory.shards.get(shard.id);
  if (known === undefined) return [];
  await catchUpRuns(ctx, known, shard, check.id);
  const series = known.series.get(check.id) ?? new Map<string, Series>();
  const newest = Math.max(0, ...[...series.values()].flatMap(({ ring }) => ring.map(({ endedAt }) => endedAt)));
  if (newest === 0) return [];
  // The results say when they are from, so that a replay decides the same; but what is long past is no evidence of now.
  const now = ctx.clock.now();
  const isPast = newest < oldestFresh(check, now);
  const { before = series, runs = [], judged: done = 0 } = known.recent.get(check.id) ?? {};
  const recent: Recent = { before, runs: [...runs], judged: done };
  judged.set(check.id, recent.runs.length);
  const looksAt = (seen?: Parameters<typeof looksOf>[2]): readonly Look[] => {
    const steps = isPast ? [] : looksOf(recent, memoryOf(check), seen);
    return steps.length > 0 ? steps : [{ series, asOf: isPast ? now : newest }];
  };
  const looks = looksAt();
  const policy = policyOf(ctx.monitor, check.id);
  const parents = await neededParents(ctx, memory, check, looks);
  const changes = await changesFor(ctx, memory, check, series);
  let verdict: Verdict | undefined;
  let behind = false;
  const { before: was, after } = await changeAggregate<CheckState>(
    ctx,
    `CHECK#${check.id}`,
    () => calmCheck(check.id),
    (state) => {
      behind = attempt < ATTEMPTS && isBehind(state, series);
      if (behind) return state;
      const at = (run: Recent['runs'][number]): number => seenAt(state, run);
      const late = isPast ? [] : lateRuns(state, recent.runs);
      const decided = decideCheck({ check, policy, parents, changes }, state, looksAt(at), late);
      verdict = decided.verdict;
      return decided.state;
    },
  );
  if (behind) {
    await catchUp(ctx, memory, shard);
    return decide(ctx, memory, shard, check, judged, attempt + 1);
  }
  const upstreamFrom = isUpstream({ parents }) ? verdict?.evidence.firstFailureAt : undefined;
  if (check.counted === true || check.detect !== undefined)
    book(known, check, { upstreamFrom, toldBefore: toldBefore(after) });
  if (verdict?.anomaly?.isExplained === true) accept(known, check, verdict.anomaly);
  const trouble = isCalm(after)
    ? [...memory.open.checks].filter((id) => id !== check.id)
    : [...memory.open.checks, check.id];
  memory.open = { ...memory.open, checks: new Set(trouble) };
  return verdict === undefined ? [] : [{ check: check.id, verdict: verdict.name, changed: after !== was }];
}

/** What failed is booked wherever it is remembered: the next looks begin with it. */
function book(known: ShardMemory, check: Check, bookings: Bookings): void {
  const memory = memoryOf(check);
  const series = known.series.get(check.id) ?? new Map<string, Series>();
  for (const [region, one] of series) series.set(region, bookFailures(one, bookings, memory));
  const recent = known.recent.get(check.id);
  if (recent !== undefined) known.recent.set(check.id, bookRecent(recent, bookings, memory));
}

/** What a change on record explains is usual from now on. */
function accept(known: ShardMemory, check: Check, { seen }: Anomaly): void {
  const memory = memoryOf(check);
  const accepted = (all: ReadonlyMap<string, Series> = new Map()): Map<string, Series> =>
    new Map([...all].map(([region, one]) => [region, regions.has(region) ? acceptShift(one, memory) : one] as const));
  const regions = new Set(seen.map(({ region }) => region));
  known.series.set(check.id, accepted(known.series.get(check.id)));
  const recent = known.recent.get(check.id);
  if (recent !== undefined) known.recent.set(check.id, { ...recent, before: accepted(recent.before) });
}

/** What was well at each look and has nothing open needs no parents. */
async function neededParents(
  ctx: Ports,
  memory: DetectMemory,
  check: Check,
  looks: readonly Look[],
): Promise<readonly ParentState[]> {
  const last = looks.at(-1);
  if (last === undefined || check.dependsOn === undefined) return [];
  const isWell = looks.every(({ series, asOf }) => judge(check, series, asOf).name === 'up');
  return isWell && !memory.open.checks.has(check.id) ? [] : parentsOf(ctx, memory, check, last.asOf);
}

function hasTrouble(check: Check, series: ReadonlyMap<string, Series>): boolean {
  return (
    isUnusual(check, evidenceOf(series.values())) ||
    [...series.values()].some(({ ring }) => ring.some(({ outcome }) => outcome !== 'pass'))
  );
}

async function openChecks(ctx: Ports, memory: DetectMemory): Promise<ReadonlySet<string>> {
  const now = ctx.clock.now();
  if (now - memory.open.at > OPEN_FOR_MS) {
    const keys = (await ctx.aggregates.listOpen()).map(({ key }) => key);
    const checks = keys.filter((key) => key.startsWith('CHECK#')).map((key) => key.slice('CHECK#'.length));
    memory.open = { checks: new Set(checks), at: now };
  }
  return memory.open.checks;
}
