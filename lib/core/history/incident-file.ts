import type { Check } from '../check.ts';
import { encodeFrame } from '../frame-codec.ts';
import type { Monitor } from '../monitor.ts';
import type { Frame } from '../result.ts';
import { BadHistory } from './bad-history.ts';
import { frameOf, incidentOf, labelOf, type RecordedIncident } from './history-line.ts';
import type { Label } from './label.ts';
import { rulesProblem } from './recorded-rules.ts';

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
  const { killdeer, v, monitor, incident, label, frames } = fieldsOf(text);
  if (killdeer !== 'incident') throw new BadHistory(1, NO_INCIDENT);
  if (v !== INCIDENT_VERSION) {
    const wrong = `version ${JSON.stringify(v)}; this release reads version ${INCIDENT_VERSION}`;
    throw new BadHistory(1, `${wrong}: use the release that wrote it`);
  }
  if (monitor === undefined) {
    throw new BadHistory('monitor', 'a recorded incident has a monitor with checks, services, regions and channels');
  }
  const problem = rulesProblem(monitor);
  if (problem !== undefined) throw new BadHistory('monitor', `${problem}. ${AGAIN}`);
  if (!Array.isArray(frames)) throw new BadHistory('frames', 'a recorded incident has a list of frames');
  const read = frames.map((frame, i) => frameOf(frame, `frames[${i}]`));
  const late = read.findIndex(({ endedAt }, i) => endedAt < (read[i - 1]?.endedAt ?? endedAt));
  if (late >= 0) {
    throw new BadHistory(`frames[${late}]`, 'it ended before the one before it; frames stand in order of endedAt');
  }
  return {
    monitor: monitor as Monitor,
    incident: incidentOf(incident, 'incident'),
    label: labelOf(label, 'label'),
    frames: read,
  };
}

/** What to do about a file that was broken by hand. */
const AGAIN = 'Mend it, or export the incident again';

const NO_INCIDENT = 'this is no recorded incident: make one with `killdeer export --incident ID --out FILE`';

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (/^\s*\{"killdeer":"history"/.test(text)) {
      throw new BadHistory(1, 'this is a history, no single incident: run it with `killdeer backtest --history FILE`');
    }
    throw new BadHistory(1, `not JSON (${error instanceof Error ? error.message : String(error)}): ${NO_INCIDENT}`);
  }
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
