import { maintenanceUntil } from './calendar/maintenance.ts';
import type { Check } from './check.ts';
import { ringSizeOf } from './rule.ts';
import { type Entry, type Memory, RING_SIZE, type Series } from './series.ts';

/** What the series of a check remember: what its rules look at, a tally where it is counted for an SLO, and a detector. */
export function memoryOf(check: Check): Memory {
  const isOutside = ({ slot }: Entry): boolean => maintenanceUntil(check.maintenance, slot) === undefined;
  return {
    kept: ringSizeOf(check),
    ...(check.counted === true && { counts: isOutside }),
    ...(check.detect !== undefined && { samples: (entry: Entry) => isSample(entry) && isOutside(entry) }),
  };
}

/**
 * Bursts and watch runs are no even sample of time; what could not be told, was somebody else's fault, or is part of trouble that
 * was told, is none at all.
 */
function isSample({ run, outcome, upstream, told }: Entry): boolean {
  return run === 'scheduled' && outcome !== 'unknown' && upstream !== true && told !== true;
}

/** Whether the ring of a series is full, so that older runs have left it. */
export function hasForgotten({ ring }: Series, check: Check): boolean {
  return ring.length >= RING_SIZE && ring.length >= ringSizeOf(check);
}
