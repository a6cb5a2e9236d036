import { type SloReport, sloReport } from '../core/slo/slo-report.ts';
import { createDetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';
import { seriesOf } from './series-of.ts';

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'checkpoints'>;

/** How each SLO stands now, by what was counted and what came since. Changes nothing. */
export async function readSlos(ctx: Ports): Promise<readonly SloReport[]> {
  const memory = createDetectMemory();
  const reports: SloReport[] = [];
  for (const slo of ctx.monitor.slos ?? []) {
    const members = [];
    for (const check of ctx.monitor.checks.filter(({ id }) => slo.checks.includes(id))) {
      members.push({ check, series: await seriesOf(ctx, memory, check) });
    }
    reports.push(sloReport(slo, members, ctx.clock.now()));
  }
  return reports;
}
