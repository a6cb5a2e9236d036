import { isAsked } from '../core/calendar/freshness.ts';
import type { Check } from '../core/check.ts';
import { type ParentState, parentStateOf } from '../core/dependency.ts';
import type { CheckState } from '../core/incident.ts';
import { judge } from '../core/judge.ts';
import type { DetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';
import { seriesOf } from './series-of.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints' | 'aggregates'>;

/**
 * The parents of a check that is judged at `asOf`: how they do by what was decided of them, and by what their own newest
 * results say.
 */
export async function parentsOf(
  ctx: Ports,
  memory: DetectMemory,
  { dependsOn = [] }: Pick<Check, 'dependsOn'>,
  asOf: number,
): Promise<readonly ParentState[]> {
  const parents: ParentState[] = [];
  for (const parent of dependsOn) {
    const definition = ctx.monitor.checks.find(({ id }) => id === parent.check);
    if (definition === undefined) continue;
    const stored = await ctx.aggregates.load<CheckState>(`CHECK#${parent.check}`);
    const verdict = judge(definition, await seriesOf(ctx, memory, definition), asOf);
    const planned = { cadenceMs: definition.cadenceMs, isAsked: isAsked(definition, asOf) };
    parents.push(parentStateOf(parent, planned, stored?.state, verdict));
  }
  return parents;
}
