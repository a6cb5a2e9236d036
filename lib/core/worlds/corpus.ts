import type { Check } from '../check.ts';
import type { HistoryPart } from '../history/history-part.ts';
import type { Monitor } from '../monitor.ts';
import { slotsBetween } from '../schedule.ts';
import { HOUR, SECOND } from '../time.ts';
import { runsOfWorld } from './runs-of-world.ts';
import type { World } from './world.ts';
import { WORLDS } from './worlds.ts';

/** When the corpus begins: a Monday at noon, UTC. */
const BEGIN = Date.UTC(2026, 0, 5, 12);

/**
 * A labelled history without a recording: the checks of the monitor go through every world that their regions can tell, one
 * after the other, all at once. Those that have no part in a world are well. The same for the same monitor.
 */
export function* corpusOf(monitor: Monitor): Generator<HistoryPart> {
  let start = BEGIN;
  for (const [scene, world] of WORLDS.entries()) {
    const hours = Math.ceil((world.lasts * SECOND) / HOUR);
    const parts = partsOf(lasting(world, hours), monitor, start);
    for (const { check, world: played } of parts) {
      for (const { from, to, told } of played.faults) {
        const at = { from: start + from * SECOND, to: start + to * SECOND };
        if (told) yield { is: 'label', label: { check: check.id, ...at, name: played.name } };
      }
    }
    const runs = parts.flatMap(({ check, world: played, asParent }, i) =>
      runsOfWorld(played, check, start, { asParent, seed: 1 + scene * 1_000 + i }),
    );
    yield { is: 'runs', runs: runs.sort((a, b) => a.entry.endedAt - b.entry.endedAt) };
    start += hours * HOUR;
  }
}

/** A check with what it lives through. */
type Part = { readonly check: Check; readonly world: World; readonly asParent: boolean };

/** Fewest runs of a region within a fault, or a check is too slow to tell it. */
const FEWEST_RUNS = 3;

/** Nobody plays two parts at the same time; who plays none, or is too slow for the fault, has a quiet hour. */
function partsOf(world: World, { checks }: Monitor, start: number): readonly Part[] {
  const quiet: World = { ...world, faults: [], answer: () => 'pass' };
  const parts = new Map<string, Part>();
  for (const check of checks) {
    if (check.regions.length < world.regions || parts.has(check.id) || !canTell(check, world, start)) continue;
    if (world.parent !== true) {
      parts.set(check.id, { check, world, asParent: false });
      continue;
    }
    const parent = checks.find(({ id }) => id === check.dependsOn?.[0]?.check);
    if (parent === undefined || parts.has(parent.id)) continue;
    parts.set(check.id, { check, world, asParent: false });
    parts.set(parent.id, { check: parent, world: { ...world, faults: [] }, asParent: true });
  }
  return checks.map((check) => parts.get(check.id) ?? { check, world: quiet, asParent: false });
}

/** Whether every region runs the check often enough while something is wrong. */
function canTell(check: Check, { faults }: World, start: number): boolean {
  return faults.every(({ from, to }) =>
    check.regions.every(
      (region) => slotsBetween(check, region, start + from * SECOND, start + to * SECOND).length >= FEWEST_RUNS,
    ),
  );
}

/** The world, and quiet until the hours are full. */
function lasting(world: World, hours: number): World {
  const { answer, lasts } = world;
  const seconds = (hours * HOUR) / SECOND;
  return { ...world, lasts: seconds, answer: (asked) => (asked.second < lasts ? answer(asked) : 'pass') };
}
