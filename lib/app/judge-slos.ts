import { calmCheck } from '../core/advance-check.ts';
import { policyOf } from '../core/check-policy.ts';
import type { CheckState } from '../core/incident.ts';
import type { Shard } from '../core/schedule.ts';
import type { Series } from '../core/series.ts';
import { decideSlo, type JudgedMember } from '../core/slo/decide-slo.ts';
import { sloCheck } from '../core/slo/judge-slo.ts';
import type { Slo } from '../core/slo/slo.ts';
import { changeAggregate } from './change-aggregate.ts';
import type { DetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';
import { seriesOf } from './series-of.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints' | 'aggregates' | 'homeQueue'>;

/** Judges the SLOs that count a check of the shard, where one of their runs failed lately or an alert is open. */
export async function judgeSlos(ctx: Ports, memory: DetectMemory, shard: Shard): Promise<void> {
  const ids = new Set(shard.checks.map(({ id }) => id));
  for (const slo of ctx.monitor.slos ?? []) {
    if (!slo.checks.some((id) => ids.has(id))) continue;
    const members = await membersOf(ctx, memory, slo);
    const isOpen = memory.open.checks.has(sloCheck(slo));
    if (isOpen || members.some(({ series }) => hasFailure(series))) await decide(ctx, slo, members);
  }
}

async function decide(ctx: Ports, slo: Slo, members: readonly JudgedMember[]): Promise<void> {
  const id = sloCheck(slo);
  const rings = members.flatMap(({ series }) => [...series.values()].flatMap(({ ring }) => ring));
  const asOf = Math.max(0, ...rings.map(({ endedAt }) => endedAt));
  const policy = policyOf(ctx.monitor, id);
  await changeAggregate<CheckState>(
    ctx,
    `CHECK#${id}`,
    () => calmCheck(id),
    (state) => decideSlo(slo, members, state, policy, asOf),
  );
}

async function membersOf(ctx: Ports, memory: DetectMemory, slo: Slo): Promise<readonly JudgedMember[]> {
  const members: JudgedMember[] = [];
  for (const check of ctx.monitor.checks.filter(({ id }) => slo.checks.includes(id))) {
    const series = await seriesOf(ctx, memory, check);
    const isOpen = memory.open.checks.has(check.id) || hasFailure(series);
    const stored = isOpen ? await ctx.aggregates.load<CheckState>(`CHECK#${check.id}`) : undefined;
    members.push({ check, series, state: stored?.state });
  }
  return members;
}

function hasFailure(series: ReadonlyMap<string, Series>): boolean {
  return [...series.values()].some(({ ring }) => ring.some(({ outcome }) => outcome === 'fail'));
}
