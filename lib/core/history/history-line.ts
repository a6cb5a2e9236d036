import { decodeFrame, encodeFrame } from '../frame-codec.ts';
import type { IncidentEvent } from '../incident-event.ts';
import type { Frame } from '../result.ts';
import { BadHistory } from './bad-history.ts';
import type { Label } from './label.ts';

/** Version of the format. A later one may add kinds of lines and fields; what it cannot keep raises the version. */
export const HISTORY_VERSION = 1;

/** An incident as it was decided then. Instants in milliseconds since 1970; `resolvedAt` is absent while it is open. */
export type RecordedIncident = {
  readonly id: string;
  readonly check: string;
  readonly firstFailureAt: number;
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly events: readonly IncidentEvent[];
};

/** The first line: whose history it is, and of which time. */
export type HistoryHeader = { readonly monitor: string; readonly from: number; readonly to: number };

/**
 * A line of a recorded history: newline-delimited JSON, the header first, then frames in order of `endedAt`, labels and
 * incidents anywhere between or behind them.
 */
export type HistoryLine =
  | { readonly is: 'header'; readonly header: HistoryHeader }
  | { readonly is: 'frame'; readonly frame: Frame }
  | { readonly is: 'label'; readonly label: Label }
  | { readonly is: 'incident'; readonly incident: RecordedIncident }
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
    default:
      return line satisfies never;
  }
}

/** The line of a text. `number`: its number in the file, from 1. Throws a BadHistory that names it. */
export function parseLine(text: string, number: number): HistoryLine {
  const fields = objectOf(text, number);
  if (fields.killdeer !== undefined) return { is: 'header', header: headerOf(fields, number) };
  if (number === 1)
    throw new BadHistory(1, `no header; a history begins with {"killdeer":"history","v":${HISTORY_VERSION},…}`);
  if (fields.frame !== undefined) return { is: 'frame', frame: frameOf(fields.frame, number) };
  if (fields.label !== undefined) return { is: 'label', label: labelOf(fields.label, number) };
  if (fields.incident !== undefined) return { is: 'incident', incident: incidentOf(fields.incident, number) };
  return { is: 'other' };
}

/** A recorded incident of which nothing is sure yet. Throws a BadHistory. */
export function incidentOf(value: unknown, line: number): RecordedIncident {
  const { id, check, firstFailureAt, openedAt, resolvedAt, events } = value as Partial<RecordedIncident>;
  const isWhole = typeof id === 'string' && typeof check === 'string' && Array.isArray(events);
  if (!isWhole || typeof firstFailureAt !== 'number' || typeof openedAt !== 'number') {
    throw new BadHistory(line, 'an incident has id, check, firstFailureAt, openedAt (milliseconds) and events');
  }
  return { id, check, firstFailureAt, openedAt, ...(typeof resolvedAt === 'number' && { resolvedAt }), events };
}

/** A label of which nothing is sure yet. Throws a BadHistory. */
export function labelOf(value: unknown, line: number): Label {
  const { check, from, to, name } = value as Partial<Label>;
  if (typeof check === 'string' && typeof from === 'number' && typeof to === 'number' && to > from) {
    return { check, from, to, name: typeof name === 'string' ? name : '' };
  }
  throw new BadHistory(line, 'a label has check, name, and from before to (milliseconds since 1970)');
}

/** A frame of which nothing is sure yet. Throws a BadHistory. */
export function frameOf(value: unknown, line: number): Frame {
  try {
    const frame = decodeFrame(JSON.stringify(value));
    const numbers = [frame.slot, frame.startedAt, frame.endedAt];
    if (typeof frame.region === 'string' && numbers.every(Number.isFinite)) return frame;
  } catch (error) {
    throw new BadHistory(line, `not a frame: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new BadHistory(line, 'a frame has region, slot, startedAt, endedAt (milliseconds since 1970) and results');
}

function headerOf({ killdeer, v, monitor, from, to }: Readonly<Record<string, unknown>>, line: number): HistoryHeader {
  if (killdeer !== 'history') {
    const fix = killdeer === 'incident' ? 'replay it with `killdeer replay`' : 'export one with `killdeer export`';
    throw new BadHistory(line, `this is "${String(killdeer)}", no history: ${fix}`);
  }
  if (v !== HISTORY_VERSION) {
    throw new BadHistory(
      line,
      `version ${String(v)}; this release reads version ${HISTORY_VERSION}: use the release that wrote it`,
    );
  }
  return { monitor: String(monitor), from: Number(from), to: Number(to) };
}

function objectOf(text: string, line: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new BadHistory(line, `not a JSON object: ${text.slice(0, 60)}`);
}
