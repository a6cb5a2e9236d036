import { words } from '../svg.ts';
import {
  alertLine,
  clockTicks,
  evidenceAxis,
  evidenceLine,
  evidencePane,
  failurePane,
  faultShade,
  latencyPane,
} from './panes.ts';
import type { Run, Span } from './watch.ts';

/** A part of a picture: runs over time, what was expected of them, and the evidence below. */
export type Panel = {
  readonly title: string;
  readonly note: string;
  readonly span: Span;
  readonly runs: readonly Run[];
  readonly fault: Span;
  /** The sample that alerts first. */
  readonly alertAt?: number;
};

/** Where a panel stands. */
export type Place = { readonly x: number; readonly y: number; readonly width: number };

/** How high a panel is, its gap to the next one included. */
export const PANEL = 226;

const MARGIN = 50;
const LATENCY = { top: 40, height: 92 };
const FAILURES = { top: 136, height: 8 };
const EVIDENCE = { top: 150, height: 46 };
const ALL = { top: LATENCY.top, height: EVIDENCE.top + EVIDENCE.height - LATENCY.top };

/** Draws a panel. */
export function drawPanel({ title, note, span, runs, fault, alertAt }: Panel, { x, y, width }: Place): string[] {
  const left = x + MARGIN;
  const frame = (part: { readonly top: number; readonly height: number }) => {
    return { span, left, width: width - MARGIN, top: y + part.top, height: part.height };
  };
  const news = runs.map((run) => [run.i, run.news] as const);
  return [
    words('text title', left, y + 14, title),
    words('quiet', left, y + 30, note),
    faultShade(frame(ALL), fault),
    ...clockTicks(frame(ALL)),
    ...latencyPane(runs, frame(LATENCY)),
    ...failurePane(runs, frame(FAILURES)),
    evidencePane(runs, frame(EVIDENCE)),
    ...evidenceAxis(frame(EVIDENCE)),
    evidenceLine('news', news, frame(EVIDENCE)),
    ...(alertAt === undefined ? [] : [alertLine(frame(ALL), alertAt)]),
  ];
}
