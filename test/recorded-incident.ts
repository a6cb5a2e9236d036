import { exportIncident } from '../lib/app/export-history.ts';
import { encodeIncidentFile } from '../lib/core/history/incident-file.ts';
import type { Monitor } from '../lib/core/monitor.ts';
import { SECOND } from '../lib/core/time.ts';
import { NOON } from './builders.ts';
import { Simulation, type World } from './simulation/simulation.ts';

/** The file of the first incident of a check that the whole loop recorded within so many seconds, as `killdeer export` writes it. */
export async function recordIncident(monitor: Monitor, check: string, world: World, seconds: number): Promise<string> {
  const simulation = await new Simulation({ monitor, world }).run(seconds);
  const over = (await simulation.archive.list(10)).filter((summary) => summary.check === check);
  const ctx = { ...simulation.operator(), monitor };
  const file = await exportIncident(ctx, over.at(-1)?.id ?? '', NOON + seconds * SECOND);
  if (file === undefined) throw new Error(`no incident of ${check} is over`);
  return encodeIncidentFile(file);
}
