import type { MonitorDefinition } from '../monitor.ts';
import { durationMs } from '../time.ts';
import type { Slo, SloDefinition } from './slo.ts';

/** Over which the error budget of an SLO is counted that does not say. */
const DEFAULT_WINDOW = '30d';

/** The SLOs of a definition that validation has passed: of its checks, then of its services. */
export function slosOf({ checks, services }: Pick<MonitorDefinition, 'checks' | 'services'>): readonly Slo[] {
  return [
    ...checks.flatMap(({ id, slo }) => (slo === undefined ? [] : [sloOf(`check.${id}`, slo, [id])])),
    ...services.flatMap(({ id, slo }) => (slo === undefined ? [] : [sloOf(`service.${id}`, slo, slo.checks ?? [])])),
  ];
}

function sloOf(id: string, { objective, window = DEFAULT_WINDOW }: SloDefinition, checks: readonly string[]): Slo {
  // In whole billionths: 100 - 99.9 is not 0.1 in binary.
  const budget = Math.round((100 - objective) * 1e7) / 1e9;
  return { id, objective, budget, windowMs: durationMs(window), checks };
}
