import type { Check } from '../check.ts';
import { encodeFrame } from '../frame-codec.ts';
import type { Monitor } from '../monitor.ts';
import type { Frame } from '../result.ts';
import { BadHistory } from './bad-history.ts';
import { frameOf, incidentOf, labelOf, type RecordedIncident } from './history-line.ts';
import type { Label } from './label.ts';

export const INCIDENT_VERSION = 1;

/** What of a check judging needs; nothing of how it is probed, and no secret. */
const JUDGED = [
  'id',
  'kind',
  'target',
  'cadenceMs',
  'calendar',
  'maintenance',
  'failWhen',
  'recoverWhen',
  'degradedWhen',
  'flapping',
  'routes',
  'dependsOn',
  'regions',
  'quorum',
  'contain',
] as const satisfies readonly (keyof Check)[];

/** One recorded incident with all that it takes to decide it again: the rules of then and the frames around it. */
export type IncidentFile = {
  /** With the incident's check and its parents alone, and of those what judging needs. */
  readonly monitor: Monitor;
  readonly incident: RecordedIncident;
  readonly label: Label;
  readonly frames: readonly Frame[];
};

/** As JSON text. */
export function encodeIncidentFile({ monitor, incident, label, frames }: IncidentFile): string {
  const head = {
    killdeer: 'incident',
    v: INCIDENT_VERSION,
    incident,
    label,
    monitor: judgedPart(monitor, incident.check),
  };
  const lines = frames.map((frame) => `    ${encodeFrame(frame)}`).join(',\n');
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "frames": [\n${lines}\n  ]\n}\n`;
}

/** The file of a text that `encodeIncidentFile` made. Throws a BadHistory on anything else. */
export function parseIncidentFile(text: string): IncidentFile {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new BadHistory(1, `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { killdeer, v, monitor, incident, label, frames } = value ?? {};
  if (killdeer !== 'incident') {
    throw new BadHistory(1, 'this is no recorded incident: make one with `killdeer export --incident ID --out FILE`');
  }
  if (v !== INCIDENT_VERSION)
    throw new BadHistory(1, `version ${String(v)}; this release reads version ${INCIDENT_VERSION}`);
  const { checks, services, regions } = (monitor ?? {}) as Partial<Monitor>;
  if (![checks, services, regions, frames].every(Array.isArray)) {
    throw new BadHistory(1, 'a recorded incident has a monitor with checks, services and regions, and frames');
  }
  return {
    monitor: monitor as Monitor,
    incident: incidentOf(incident ?? {}, 1),
    label: labelOf(label ?? {}, 1),
    frames: (frames as readonly unknown[]).map((frame) => frameOf(frame, 1)),
  };
}

/** The part of a monitor that judges one check: itself, and what it depends on. */
export function judgedPart(monitor: Monitor, id: string): Monitor {
  const needed = new Set<string>();
  const need = (check: string): void => {
    if (needed.has(check)) return;
    needed.add(check);
    for (const parent of monitor.checks.find((one) => one.id === check)?.dependsOn ?? []) need(parent.check);
  };
  need(id);
  const checks = monitor.checks.filter((check) => needed.has(check.id)).map(judgedCheck);
  const regions = monitor.regions.map(({ name }) => ({ name, allow: [] }));
  const { name, home, services } = monitor;
  return { name, home, regions, services, channels: [], checks };
}

function judgedCheck(check: Check): Check {
  return Object.fromEntries(
    JUDGED.flatMap((key) => (check[key] === undefined ? [] : [[key, check[key]]])),
  ) as unknown as Check;
}
