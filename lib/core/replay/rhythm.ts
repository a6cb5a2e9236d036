import { isBreak, type Planned } from '../calendar/freshness.ts';
import type { Entry } from '../series.ts';

/** How far apart the scheduled runs of a check were recorded, counted by what its definition plans. Milliseconds. */
export type Rhythm = { gaps: number; rare: number; rareMs: number; dense: number; denseMs: number };

/** A check that was recorded at another cadence than it is defined with. `gapMs`: between two runs of a region, in the mean. */
export type Offbeat = { readonly check: string; readonly cadenceMs: number; readonly gapMs: number };

/** Before the first run. */
export function startRhythm(): Rhythm {
  return { gaps: 0, rare: 0, rareMs: 0, dense: 0, denseMs: 0 };
}

/** Counts the time between two runs of a region: too long for the one to say anything of the other, or less than half a cadence. */
export function countGap(rhythm: Rhythm, planned: Planned, before: Entry, after: Entry): void {
  if (before.run !== 'scheduled' || after.run !== 'scheduled') return;
  const gap = after.slot - before.slot;
  if (gap <= 0) return;
  rhythm.gaps += 1;
  if (gap < planned.cadenceMs / 2) {
    rhythm.dense += 1;
    rhythm.denseMs += gap;
  } else if (gap > planned.cadenceMs && isBreak(planned, before.slot, after.slot)) {
    rhythm.rare += 1;
    rhythm.rareMs += gap;
  }
}

/** The mean gap, where more than half of the gaps are of a cadence that is not the planned one. */
export function offbeatOf({ gaps, rare, rareMs, dense, denseMs }: Rhythm): number | undefined {
  if (rare > gaps / 2) return rareMs / rare;
  return dense > gaps / 2 ? denseMs / dense : undefined;
}
