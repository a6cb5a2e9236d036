import { maintenanceUntil } from './calendar/maintenance.ts';
import type { Check } from './check.ts';
import { ringSizeOf } from './rule.ts';
import type { Memory } from './series.ts';

/** What the series of a check remember: what its rules look at, and a tally where it is counted for an SLO. */
export function memoryOf(check: Check): Memory {
  const kept = ringSizeOf(check);
  if (check.counted !== true) return { kept };
  return { kept, counts: ({ slot }) => maintenanceUntil(check.maintenance, slot) === undefined };
}
