import { maintenanceUntil } from '../core/calendar/maintenance.ts';
import type { Check } from '../core/check.ts';
import { NO_SURROUNDINGS, type ParentState, parentStateOf, type Surroundings } from '../core/dependency.ts';
import type { CheckState } from '../core/incident.ts';
import { judge } from '../core/judge.ts';
import type { DetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';
import { seriesOf } from './series-of.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints' | 'aggregates'>;

/**
 * What stands around a check that is judged at `asOf`: the maintenance that holds, and how its parents do, by what was decided
 * of them and by what their own newest results say.
 */
export async function surroundingsOf(
  ctx: Ports,
  memory: DetectMemory,
  check: Check,
  asOf: number,
): Promise<Surroundings> {
  const until = maintenanceUntil(check.maintenance, asOf);
  const { dependsOn = [] } = check;
  if (until === undefined && dependsOn.length === 0) return NO_SURROUNDINGS;
  const parents: ParentState[] = [];
  for (const parent of dependsOn) {
    const definition = ctx.monitor.checks.find(({ id }) => id === parent.check);
    if (definition === undefined) continue;
    const stored = await ctx.aggregates.load<CheckState>(`CHECK#${parent.check}`);
    const verdict = judge(definition, await seriesOf(ctx, memory, definition), asOf);
    parents.push(parentStateOf(parent, definition.cadenceMs, stored?.state, verdict));
  }
  return { parents, ...(until !== undefined && { maintenanceUntil: until }) };
}
