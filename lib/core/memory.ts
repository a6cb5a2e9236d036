import { maintenanceUntil } from './calendar/maintenance.ts';
import type { Check } from './check.ts';
import type { Sample } from './detect/detector.ts';
import { ringSizeOf } from './rule.ts';
import { type Entry, type Memory, RING_SIZE, type Series } from './series.ts';
import { rounded } from './series-codec.ts';

/** What the series of a check remember: what its rules look at, a tally where it is counted for an SLO, and a detector. */
export function memoryOf(check: Check): Memory {
  const isOutside = ({ slot }: Entry): boolean => maintenanceUntil(check.maintenance, slot) === undefined;
  return {
    kept: ringSizeOf(check),
    ...(check.counted === true && { counts: isOutside }),
    ...(check.detect !== undefined && { samples: (entry: Entry) => (isOutside(entry) ? sampleOf(entry) : undefined) }),
  };
}

/**
 * What a detector sees of a run. Nothing of bursts and watch runs, which are no even sample of time, nor of what could not be
 * told or was somebody else's fault. A latency that the prober cannot vouch for is none.
 */
function sampleOf({ run, outcome, upstream, slot, total, lag, phases }: Entry): Sample | undefined {
  if (run !== 'scheduled' || outcome === 'unknown' || upstream === true) return undefined;
  if (outcome === 'fail') return { at: slot, outcome, latencyMs: Number.NaN };
  return { at: slot, outcome: 'pass', latencyMs: lag === undefined ? rounded(total) : Number.NaN, phases };
}

/** Whether the ring of a series is full, so that older runs have left it. */
export function hasForgotten({ ring }: Series, check: Check): boolean {
  return ring.length >= RING_SIZE && ring.length >= ringSizeOf(check);
}
