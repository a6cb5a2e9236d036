import type { Check } from '../check.ts';
import type { HistoryRun } from '../history/csv-row.ts';
import { slotsBetween } from '../schedule.ts';
import { SECOND } from '../time.ts';
import { type Answer, chanceOf, type World } from './world.ts';

/** Milliseconds of an answer that says nothing of it. */
const USUAL_MS = 80;

/** What of a check says which runs there are. */
type Planned = Pick<Check, 'id' | 'cadenceMs' | 'regions' | 'calendar'>;

/** `asParent`: as the parent of the check that the world is about. `seed` jitters starts and latencies; 0, the default, none. */
export type Staging = { readonly asParent?: boolean; readonly seed?: number };

/** The scheduled runs of a check through a world that begins at `start` (milliseconds since 1970), region by region. */
export function runsOfWorld(
  world: World,
  check: Planned,
  start: number,
  { asParent = false, seed = 0 }: Staging = {},
): readonly HistoryRun[] {
  return check.regions.flatMap((name, region) =>
    slotsBetween(check, name, start, start + world.lasts * SECOND).map((slot): HistoryRun => {
      const second = (slot - start) / SECOND;
      const given = world.answer({ region, regions: check.regions.length, second, parent: asParent });
      const { outcome, ms = USUAL_MS, late = 0 }: Answer = typeof given === 'string' ? { outcome: given } : given;
      const startedAt = slot + (seed === 0 ? 0 : Math.floor((chanceOf(seed, region, second) * SECOND) / 2));
      const total = seed === 0 ? ms : Math.round(ms * (1 + 0.2 * chanceOf(seed + 1, region, second)));
      const endedAt = startedAt + total + late * SECOND;
      const entry = { slot, run: 'scheduled' as const, outcome, total, startedAt, endedAt };
      return { check: check.id, region: name, entry: outcome === 'pass' ? entry : { ...entry, reason: outcome } };
    }),
  );
}
