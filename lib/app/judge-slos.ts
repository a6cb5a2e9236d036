import { calmCheck } from '../core/advance-check.ts';
import { policyOf } from '../core/check-policy.ts';
import type { CheckState } from '../core/incident.ts';
import type { Shard } from '../core/schedule.ts';
import type { Series } from '../core/series.ts';
import { decideSlo, type JudgedMember } from '../core/slo/decide-slo.ts';
import { judgeSlo, sloCheck } from '../core/slo/judge-slo.ts';
import type { Slo } from '../core/slo/slo.ts';
import { SECOND } from '../core/time.ts';
import { changeAggregate } from './change-aggregate.ts';
import type { DetectMemory } from './detect-memory.ts';
import { inGroups } from './in-groups.ts';
import type { Context } from './ports.ts';
import { seriesOf } from './series-of.ts';

/** Results that ended longer before the newest one are counted, and not looked at one by one. */
const STEP_MS = 30 * SECOND;

/** States that are read together. */
const TOGETHER = 10;

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints' | 'aggregates' | 'homeQueue'>;

/** Judges the SLOs that count a check of the shard, where one of their runs failed lately or an alert is open. */
export async function judgeSlos(ctx: Ports, memory: DetectMemory, shard: Shard): Promise<void> {
  const ids = new Set(shard.checks.map(({ id }) => id));
  for (const slo of ctx.monitor.slos ?? []) {
    if (!slo.checks.some((id) => ids.has(id))) continue;
    const members = await membersOf(ctx, memory, slo);
    const isOpen = memory.open.checks.has(sloCheck(slo));
    if (!isOpen && !members.some(({ series }) => hasFailure(series))) continue;
    const looks = looksOf(members, instantsOf(memory, slo));
    // What was decided of its members says whether anybody is told of a budget that burns.
    const burns = looks.some((look) => judgeSlo(slo, look.members, look.at).name !== 'up');
    await decide(ctx, slo, burns ? await withStates(ctx, looks) : looks);
  }
}

/** When the runs of its checks ended that came since it was judged last, and are no longer past than what is looked at. */
function instantsOf({ shards }: DetectMemory, { checks }: Slo): readonly number[] {
  const recent = [...shards.values()].flatMap((shard) => checks.flatMap((id) => shard.recent.get(id) ?? []));
  const fresh = recent.flatMap(({ runs, judged }) => runs.slice(judged));
  const ends = [...new Set(fresh.map(({ entry }) => entry.endedAt))].sort((a, b) => a - b);
  return ends.filter((end) => end >= (ends.at(-1) ?? 0) - STEP_MS);
}

/** Members as they were known at an instant. */
type Look = { readonly at: number; readonly members: readonly JudgedMember[] };

/** At each of these instants, so that it does not matter how many results one wake brings; without any, at the newest. */
function looksOf(members: readonly JudgedMember[], instants: readonly number[]): readonly Look[] {
  const rings = members.flatMap(({ series }) => [...series.values()].flatMap(({ ring }) => ring));
  const newest = Math.max(0, ...rings.map(({ endedAt }) => endedAt));
  return [...instants.filter((at) => at < newest), newest].map((at) => ({
    at,
    members: membersAt(members, at, newest),
  }));
}

/** With what was decided of each member, also of one that has been well for long: its trouble may have ended lately. */
async function withStates(ctx: Ports, looks: readonly Look[]): Promise<readonly Look[]> {
  const ids = looks[0]?.members.map(({ check }) => check.id) ?? [];
  const stored = await inGroups(TOGETHER, ids, async (id) => {
    return [id, (await ctx.aggregates.load<CheckState>(`CHECK#${id}`))?.state] as const;
  });
  const states = new Map(stored);
  return looks.map(({ at, members }) => ({
    at,
    members: members.map((member) => ({ ...member, state: states.get(member.check.id) })),
  }));
}

async function decide(ctx: Ports, slo: Slo, looks: readonly Look[]): Promise<void> {
  const id = sloCheck(slo);
  const policy = policyOf(ctx.monitor, id);
  await changeAggregate<CheckState>(
    ctx,
    `CHECK#${id}`,
    () => calmCheck(id),
    (state) => looks.reduce((now, { at, members }) => decideSlo(slo, members, now, policy, at), state),
  );
}

/** What was known of them then. */
function membersAt(members: readonly JudgedMember[], at: number, newest: number): readonly JudgedMember[] {
  if (at >= newest) return members;
  const then = ({ ring, ...rest }: Series): Series => ({ ...rest, ring: ring.filter(({ endedAt }) => endedAt <= at) });
  return members.map((member) => ({
    ...member,
    series: new Map([...member.series].map(([region, one]) => [region, then(one)])),
  }));
}

async function membersOf(ctx: Ports, memory: DetectMemory, slo: Slo): Promise<readonly JudgedMember[]> {
  const members: JudgedMember[] = [];
  for (const check of ctx.monitor.checks.filter(({ id }) => slo.checks.includes(id))) {
    members.push({ check, series: await seriesOf(ctx, memory, check), state: undefined });
  }
  return members;
}

function hasFailure(series: ReadonlyMap<string, Series>): boolean {
  return [...series.values()].some(({ ring }) => ring.some(({ outcome }) => outcome === 'fail'));
}
