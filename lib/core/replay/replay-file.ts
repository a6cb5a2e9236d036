import type { IncidentFile } from '../history/incident-file.ts';
import type { Monitor } from '../monitor.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import type { Decisions } from './decision.ts';
import { startReplay } from './replay.ts';

/** What was decided of a recorded incident, and whether that is what was decided then. */
export type ReplayedFile = { readonly decisions: Decisions; readonly agreement: Agreement };

/** Decides a recorded incident again. Only what concerns its check is told. */
export function replayFile({ incident, frames }: IncidentFile, monitor: Monitor): ReplayedFile {
  const replay = startReplay(monitor);
  replay.follow(incident);
  for (const frame of frames) replay.take(frame);
  const all = replay.end();
  const isOwn = ({ check }: { readonly check: string }): boolean => check === incident.check;
  const decisions = { ...all, events: all.events.filter(isOwn), told: all.told.filter(isOwn) };
  const near = decisions.events.filter(
    (event) => event.incident === incident.id || event.at >= incident.firstFailureAt,
  );
  return { decisions, agreement: agreementOf([incident], near, monitor.checks) };
}

/** How many of its recorded runs a definition has the check and the region of: of none, nothing can be decided. */
export function runsOfIncident({ incident, frames }: IncidentFile, { checks }: Monitor): number {
  const regions = checks.find(({ id }) => id === incident.check)?.regions ?? [];
  return frames
    .filter(({ region }) => regions.includes(region))
    .reduce((sum, { results }) => sum + results.filter(({ id }) => id === incident.check).length, 0);
}
