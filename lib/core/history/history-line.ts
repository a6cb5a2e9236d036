import type { Change } from '../change.ts';
import { decodeFrame, encodeFrame } from '../frame-codec.ts';
import type { IncidentEvent } from '../incident-event.ts';
import { type Frame, OUTCOMES, type Result, type RunKind } from '../result.ts';
import type { LateRun } from '../seen.ts';
import { BadHistory } from './bad-history.ts';
import type { Label } from './label.ts';
import { short } from './shape.ts';

/** Version of the format. A later one may add kinds of lines and fields; what it cannot keep raises the version. */
export const HISTORY_VERSION = 1;

const INCIDENT = 'this is one recorded incident, no history: decide it again with `killdeer replay`';

const RUNS: readonly RunKind[] = ['scheduled', 'burst', 'watch'];

/** The last instant that a history may have, in the year 5138; as many digits as a CSV may have. Milliseconds since 1970. */
const LAST_INSTANT = 1e14;

/** Most characters of a line that are shown. */
const SHOWN = 60;

/** An incident as it was decided then. Instants in milliseconds since 1970; `resolvedAt` is absent while it is open. */
export type RecordedIncident = {
  readonly id: string;
  readonly check: string;
  readonly firstFailureAt: number;
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly events: readonly IncidentEvent[];
  /** Runs of its check that were seen late, since the incident before. Absent where there are none. */
  readonly late?: readonly LateRun[];
};

/** The first line: whose history it is, and of which time. */
export type HistoryHeader = { readonly monitor: string; readonly from: number; readonly to: number };

/**
 * A line of a recorded history: newline-delimited JSON, the header first, then frames in order of `endedAt`; labels and
 * incidents anywhere between or behind them, and changes before the frames that they may explain.
 */
export type HistoryLine =
  | { readonly is: 'header'; readonly header: HistoryHeader }
  | { readonly is: 'frame'; readonly frame: Frame }
  | { readonly is: 'label'; readonly label: Label }
  | { readonly is: 'incident'; readonly incident: RecordedIncident }
  | { readonly is: 'change'; readonly change: Change }
  /** A kind that a later release writes. */
  | { readonly is: 'other' };

/** A line as text, without its end. */
export function encodeLine(line: Exclude<HistoryLine, { is: 'other' }>): string {
  switch (line.is) {
    case 'header':
      return JSON.stringify({ killdeer: 'history', v: HISTORY_VERSION, ...line.header });
    case 'frame':
      return `{"frame":${encodeFrame(line.frame)}}`;
    case 'label':
      return JSON.stringify({ label: line.label });
    case 'incident':
      return JSON.stringify({ incident: line.incident });
    case 'change':
      return JSON.stringify({ change: line.change });
    default:
      return line satisfies never;
  }
}

/** The line of a text. `number`: its number in the file, from 1. Throws a BadHistory that names it. */
export function parseLine(text: string, number: number): HistoryLine {
  // A recorded incident is JSON of many lines.
  if (number === 1 && text.trim() === '{') throw new BadHistory(1, INCIDENT);
  const fields = objectOf(text, number);
  if (fields.killdeer !== undefined) return { is: 'header', header: headerOf(fields, number) };
  if (number === 1)
    throw new BadHistory(1, `no header; a history begins with {"killdeer":"history","v":${HISTORY_VERSION},…}`);
  if (fields.frame !== undefined) return { is: 'frame', frame: frameOf(fields.frame, number) };
  if (fields.label !== undefined) return { is: 'label', label: labelOf(fields.label, number) };
  if (fields.incident !== undefined) return { is: 'incident', incident: incidentOf(fields.incident, number) };
  if (fields.change !== undefined) return { is: 'change', change: changeOf(fields.change, number) };
  return { is: 'other' };
}

/** A recorded incident of which nothing is sure yet. `place`: its line, or words. Throws a BadHistory. */
export function incidentOf(value: unknown, place: number | string): RecordedIncident {
  const { id, check, firstFailureAt, openedAt, resolvedAt, events, late } = (value ?? {}) as Partial<RecordedIncident>;
  const isWhole = typeof id === 'string' && typeof check === 'string' && Array.isArray(events);
  if (!isWhole || !isInstant(firstFailureAt) || !isInstant(openedAt) || !events.every(isEvent)) {
    const allowed = 'id, check, firstFailureAt, openedAt (milliseconds since 1970) and events, each with type and at';
    throw new BadHistory(place, `${short(value)} is no incident, which has ${allowed}`);
  }
  const over = isInstant(resolvedAt) && { resolvedAt };
  return { id, check, firstFailureAt, openedAt, ...over, events, ...(isLate(late) && { late }) };
}

/** A change of which nothing is sure yet. Throws a BadHistory. */
export function changeOf(value: unknown, place: number | string): Change {
  const { at, what, checks } = (value ?? {}) as Partial<Change>;
  const isList = checks === undefined || (Array.isArray(checks) && checks.every((one) => typeof one === 'string'));
  if (isInstant(at) && typeof what === 'string' && isList) return { at, what, ...(checks !== undefined && { checks }) };
  const allowed = 'at (milliseconds since 1970), what, and perhaps checks (a list of ids)';
  throw new BadHistory(place, `${short(value)} is no change, which has ${allowed}`);
}

/** A label of which nothing is sure yet. Throws a BadHistory. */
export function labelOf(value: unknown, place: number | string): Label {
  const { check, from, to, name } = (value ?? {}) as Partial<Label>;
  if (typeof check === 'string' && isInstant(from) && isInstant(to) && to > from) {
    return { check, from, to, name: typeof name === 'string' ? name : '' };
  }
  const allowed = 'check, name, and from before to (milliseconds since 1970)';
  throw new BadHistory(place, `${short(value)} is no label, which has ${allowed}`);
}

/** A frame of which nothing is sure yet. Throws a BadHistory. */
export function frameOf(value: unknown, place: number | string): Frame {
  const { v } = (value ?? {}) as { readonly v?: unknown };
  if (v !== undefined && v !== 1) {
    throw new BadHistory(
      place,
      `a frame of version ${short(v)}; this release reads version 1: use the release that wrote it`,
    );
  }
  let frame: Frame | undefined;
  try {
    frame = decodeFrame(JSON.stringify(value));
  } catch {
    // Said below.
  }
  if (frame !== undefined && isFrame(frame)) {
    const odd = (value as { readonly results: readonly unknown[] }).results.find((packed) => !isTold(packed));
    if (odd === undefined) return frame;
    throw new BadHistory(
      place,
      `${short(odd)} is no result, which has an id, an outcome p, w, f or u, and milliseconds from 0 on`,
    );
  }
  const allowed = 'v, key, region, slot, startedAt, endedAt (milliseconds since 1970), run and results';
  throw new BadHistory(place, `${short(value)} is no frame, which has ${allowed}`);
}

function isFrame({ key, region, slot, startedAt, endedAt, run, results }: Frame): boolean {
  if (typeof key !== 'string' || typeof region !== 'string' || !RUNS.includes(run)) return false;
  if (![slot, startedAt, endedAt].every(isInstant)) return false;
  return results.every(isResult);
}

/** Production takes any other letter for unknown: in a file it is a mistake, or somebody else's format. */
function isTold(packed: unknown): boolean {
  return (
    Array.isArray(packed) && ['p', 'w', 'f', 'u'].includes(packed[1]) && packed[2] >= 0 && packed[2] < LAST_INSTANT
  );
}

/** As far as a series takes it. */
function isResult({ id, outcome, total, failure }: Result): boolean {
  if (typeof id !== 'string' || !OUTCOMES.includes(outcome) || !Number.isFinite(total)) return false;
  if (failure === undefined) return true;
  return typeof failure === 'object' && failure !== null && [failure.kind, failure.message].every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isEvent(value: unknown): boolean {
  const { type, at } = (value ?? {}) as Partial<IncidentEvent>;
  return typeof type === 'string' && isInstant(at);
}

function isLate(value: unknown): value is readonly LateRun[] {
  const isOne = ({ region, endedAt, at }: Partial<LateRun>): boolean =>
    typeof region === 'string' && isInstant(endedAt) && isInstant(at);
  return Array.isArray(value) && value.every((one) => isOne((one ?? {}) as Partial<LateRun>));
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < LAST_INSTANT;
}

function headerOf({ killdeer, v, monitor, from, to }: Readonly<Record<string, unknown>>, line: number): HistoryHeader {
  if (killdeer !== 'history') {
    if (killdeer === 'incident') throw new BadHistory(line, INCIDENT);
    throw new BadHistory(line, `this is ${short(killdeer)}, no history: export one with \`killdeer export\``);
  }
  if (v !== HISTORY_VERSION) {
    throw new BadHistory(
      line,
      `version ${short(v)}; this release reads version ${HISTORY_VERSION}: use the release that wrote it`,
    );
  }
  if (typeof monitor === 'string' && isInstant(from) && isInstant(to)) return { monitor, from, to };
  throw new BadHistory(line, 'the header has no monitor (its name), from and to (milliseconds since 1970)');
}

function objectOf(text: string, line: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new BadHistory(line, `not a JSON object: ${text.trim().slice(0, SHOWN)}`);
}
