import type { Check } from '../check.ts';
import type { HistoryPart } from '../history/history-part.ts';
import type { Monitor } from '../monitor.ts';
import { DAY, SECOND } from '../time.ts';
import { runsOfWorld } from './runs-of-world.ts';
import type { World } from './world.ts';
import { WORLDS } from './worlds.ts';

/** When the corpus begins: a Monday at noon, UTC. */
const BEGIN = Date.UTC(2026, 0, 5, 12);

/**
 * A labelled history without a recording: the checks of the monitor go through every world that their regions can tell, one
 * world a day, all at once. A world of a check and its parent takes the first parent. The same for the same monitor.
 */
export function* corpusOf(monitor: Monitor): Generator<HistoryPart> {
  for (const [day, world] of WORLDS.entries()) {
    const start = BEGIN + day * DAY;
    const actors = actorsOf(world, monitor);
    for (const { check } of actors) {
      for (const { from, to, told } of world.faults) {
        const at = { from: start + from * SECOND, to: start + to * SECOND };
        if (told) yield { is: 'label', label: { check: check.id, ...at, name: world.name } };
      }
    }
    const runs = actors.flatMap(({ check, parent }, i) =>
      runsOfWorld(world, check, start, parent, 1 + day * 1_000 + i),
    );
    yield { is: 'runs', runs: runs.sort((a, b) => a.entry.endedAt - b.entry.endedAt) };
  }
}

type Actor = { readonly check: Check; readonly parent?: Check };

/** Who plays in a world. Nobody plays two parts at the same time. */
function actorsOf(world: World, { checks }: Monitor): readonly Actor[] {
  const fit = checks.filter(({ regions }) => regions.length >= world.regions);
  if (world.parent !== true) return fit.map((check) => ({ check }));
  const taken = new Set<string>();
  return fit.flatMap((check): readonly Actor[] => {
    const parent = checks.find(({ id }) => id === check.dependsOn?.[0]?.check);
    if (parent === undefined || taken.has(check.id) || taken.has(parent.id)) return [];
    taken.add(check.id).add(parent.id);
    return [{ check, parent }];
  });
}
