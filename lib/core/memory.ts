import { maintenanceUntil } from './calendar/maintenance.ts';
import type { Check } from './check.ts';
import { ringSizeOf } from './rule.ts';
import { type Memory, RING_SIZE, type Series } from './series.ts';

/** What the series of a check remember: what its rules look at, and a tally where it is counted for an SLO. */
export function memoryOf(check: Check): Memory {
  const kept = ringSizeOf(check);
  if (check.counted !== true) return { kept };
  return { kept, counts: ({ slot }) => maintenanceUntil(check.maintenance, slot) === undefined };
}

/** Whether the ring of a series is full, so that older runs have left it. */
export function hasForgotten({ ring }: Series, check: Check): boolean {
  return ring.length >= RING_SIZE && ring.length >= ringSizeOf(check);
}
