import type { Check } from '../check.ts';
import type { HistoryRun } from '../history/csv-row.ts';
import { slotsBetween } from '../schedule.ts';
import { SECOND } from '../time.ts';
import { type Answer, chanceOf, type World } from './world.ts';

/** Milliseconds of an answer that says nothing of it. */
const USUAL_MS = 80;

/** What of a check says which runs there are. */
type Runs = Pick<Check, 'id' | 'cadenceMs' | 'regions' | 'calendar'>;

/**
 * The scheduled runs of a check, and of its parent, through a world that begins at `start` (milliseconds since 1970), in the
 * order in which their results are known. `seed` moves the runs within a second and their latency, as life does.
 */
export function runsOfWorld(world: World, check: Runs, start: number, parent?: Runs, seed = 0): readonly HistoryRun[] {
  const own = runsOf(world, check, start, false, seed);
  const all = parent === undefined ? own : [...own, ...runsOf(world, parent, start, true, seed)];
  return all.sort((a, b) => a.entry.endedAt - b.entry.endedAt);
}

function runsOf(world: World, check: Runs, start: number, parent: boolean, seed: number): HistoryRun[] {
  const regions = check.regions.length;
  return check.regions.flatMap((name, region) =>
    slotsBetween(check, name, start, start + world.lasts * SECOND).map((slot): HistoryRun => {
      const second = (slot - start) / SECOND;
      const given = world.answer({ region, regions, second, parent });
      const { outcome, ms = USUAL_MS, late = 0 }: Answer = typeof given === 'string' ? { outcome: given } : given;
      const startedAt = slot + Math.floor(chanceOf(seed, region, second) * (seed === 0 ? 0 : SECOND / 2));
      const total = seed === 0 ? ms : Math.round(ms * (1 + 0.2 * chanceOf(seed + 1, region, second)));
      const entry = {
        slot,
        run: 'scheduled' as const,
        outcome,
        total,
        startedAt,
        endedAt: startedAt + total + late * SECOND,
      };
      return { check: check.id, region: name, entry: outcome === 'pass' ? entry : { ...entry, reason: outcome } };
    }),
  );
}
