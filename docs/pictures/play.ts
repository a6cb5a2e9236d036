import { maintenanceUntil } from '../../lib/core/calendar/maintenance.ts';
import type { Check } from '../../lib/core/check.ts';
import type { HistoryRun } from '../../lib/core/history/csv-row.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import type { Decisions } from '../../lib/core/replay/decision.ts';
import { startReplay } from '../../lib/core/replay/replay.ts';
import { MINUTE, SECOND } from '../../lib/core/time.ts';
import { runsOfWorld } from '../../lib/core/worlds/runs-of-world.ts';
import { WORLDS } from '../../lib/core/worlds/worlds.ts';
import type { Scene } from './scenes.ts';

/** When every scene begins: a Monday at noon, UTC. */
const START = Date.UTC(2026, 0, 5, 12);

/** A scene played: the runs, and what was decided of them. Instants in milliseconds since 1970. */
export type Film = {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly monitor: Monitor;
  readonly runs: readonly HistoryRun[];
  readonly decisions: Decisions;
};

/** Lets the monitor decide over the runs of a world, with the production replay. Throws where there is no such world. */
export function play({ world: name, minutes }: Scene, monitor: Monitor): Film {
  const world = WORLDS.find((one) => one.name === name);
  if (world === undefined) throw new Error(`there is no world "${name}"`);
  const to = START + (minutes === undefined ? world.lasts * SECOND : minutes * MINUTE);
  const parents = new Set(monitor.checks.flatMap(({ dependsOn = [] }) => dependsOn.map(({ check }) => check)));
  const runs = monitor.checks
    .flatMap((check) => runsOfWorld(world, check, START, { asParent: parents.has(check.id) }))
    .filter(({ entry }) => entry.endedAt <= to)
    .sort((a, b) => a.entry.endedAt - b.entry.endedAt);
  const replay = startReplay(monitor);
  for (const { check, region, entry } of runs) replay.observe(check, region, entry);
  return { title: name, from: START, to, monitor, runs, decisions: replay.end() };
}

/** The times of a maintenance, to the minute. */
export function maintenancesOf({ maintenance }: Check, { from, to }: Film): readonly { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let at = from; at < to; at += MINUTE) {
    const until = maintenanceUntil(maintenance, at);
    if (until === undefined) continue;
    spans.push({ from: at, to: Math.min(until, to) });
    at = until - MINUTE;
  }
  return spans;
}
