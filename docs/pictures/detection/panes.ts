import { PER_DAY } from '../../../bench/anomaly/made/traits.ts';
import { box, px, words } from '../svg.ts';
import type { Run, Span } from './watch.ts';

/** Where a pane stands, and which samples it shows. */
export type Frame = {
  readonly span: Span;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
};

/** The most evidence that there is room for. */
const MOST = 1.5;

/** Latencies that an axis may name. */
const NAMED = [1, 10, 100, 1_000, 10_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

/** Distances between the ticks of the axis, minutes, and the most that there is room for. */
const STEPS = [30, 60, 120, 240];
const MOST_TICKS = 7;

/** The band is smooth: every so many runs are enough of it. */
const BAND_EVERY = 4;

type Point = readonly [x: string, y: string];

/** The place of a sample on the time axis. */
export function xOf({ span: { start, end }, left, width }: Frame, i: number): number {
  return left + ((i - start) / (end - start)) * width;
}

/** Runs that passed as dots on a logarithmic scale, before the band that 99 of 100 were expected in. */
export function latencyPane(runs: readonly Run[], frame: Frame): readonly string[] {
  const { left, width, top, height } = frame;
  const passed = runs.filter(({ failed }) => !failed);
  const low = 0.9 * Math.min(...passed.map((run) => Math.min(run.latencyMs, run.low)));
  const high = 1.1 * Math.max(...passed.map((run) => Math.max(run.latencyMs, run.high)));
  const yOf = (ms: number): number => top + height * (1 - Math.log(Math.max(ms, low) / low) / Math.log(high / low));
  const axis = NAMED.filter((ms) => ms >= low && ms <= high).flatMap((ms) => [
    box('grid', left, yOf(ms), width, 0.7),
    words('quiet', left - 5, yOf(ms) + 4, `${ms} ms`, 'end'),
  ]);
  const some = runs.filter((_, k) => k % BAND_EVERY === 0 || k === runs.length - 1);
  const upper = some.map((run): Point => [px(xOf(frame, run.i)), px(yOf(run.high))]);
  const lower = some.toReversed().map((run): Point => [px(xOf(frame, run.i)), px(yOf(run.low))]);
  const dots = passed.map((run) => dotAt(xOf(frame, run.i), yOf(run.latencyMs)));
  return [
    ...axis,
    `<path class="band" d="M${lineOf(upper)}L${lineOf(lower)}z"/>`,
    `<path class="run" d="${dots.join('')}"/>`,
  ];
}

/** Runs that failed, a tick each. */
export function failurePane(runs: readonly Run[], frame: Frame): readonly string[] {
  const { top, height } = frame;
  const ticks = runs
    .filter(({ failed }) => failed)
    .map(({ i }) => `M${px(xOf(frame, i) - 0.6)} ${px(top)}h1.2v${height}h-1.2z`);
  return ticks.length === 0 ? [] : [`<path class="failed" d="${ticks.join('')}"/>`];
}

/** The scale of evidence: 0 at the bottom, and a dashed line at 1. */
export function evidenceAxis(frame: Frame): readonly string[] {
  const { left, width, top, height } = frame;
  const one = evidenceY(frame, 1);
  return [
    `<path class="limit" d="M${px(left)} ${px(one)}h${px(width)}" stroke-dasharray="4 3"/>`,
    words('quiet', left - 5, one + 4, '1', 'end'),
    words('quiet', left - 5, top + height + 1, '0', 'end'),
  ];
}

/** The evidence that stands, filled. */
export function evidencePane(runs: readonly Run[], frame: Frame): string {
  const bottom = px(frame.top + frame.height);
  const points = runs.map(({ i, evidence }): Point => [px(xOf(frame, i)), px(evidenceY(frame, evidence))]);
  const [first, last] = [runs[0]?.i ?? 0, runs.at(-1)?.i ?? 0];
  return `<path class="evidence" d="M${px(xOf(frame, first))} ${bottom}L${lineOf(points)}L${px(xOf(frame, last))} ${bottom}z"/>`;
}

/** Evidence as a line. `kind`: a class of the style sheet. */
export function evidenceLine(
  kind: string,
  points: readonly (readonly [i: number, evidence: number])[],
  frame: Frame,
): string {
  const path = points.map(([i, evidence]): Point => [px(xOf(frame, i)), px(evidenceY(frame, evidence))]);
  return `<path class="${kind}" d="M${lineOf(path)}"/>`;
}

/** A line over the sample that alerts first. */
export function alertLine(frame: Frame, i: number): string {
  return `<path class="alert" d="M${px(xOf(frame, i + 0.5))} ${px(frame.top)}v${px(frame.height)}"/>`;
}

/** The time of the fault, shaded. */
export function faultShade(frame: Frame, { start, end }: Span): string {
  const x = xOf(frame, start);
  return box('fault', x, frame.top, xOf(frame, end) - x, frame.height);
}

/** Times that the axis names, hours and minutes of UTC, with a line each over the frame. */
export function clockTicks(frame: Frame): readonly string[] {
  const { span, top, height } = frame;
  const step = STEPS.find((minutes) => (span.end - span.start) / minutes <= MOST_TICKS) ?? 360;
  const first = Math.ceil(span.start / step) * step;
  const ticks = Array.from({ length: Math.floor((span.end - 1 - first) / step) + 1 }, (_, k) => first + k * step);
  return ticks.flatMap((i) => [
    box('grid', xOf(frame, i) - 0.4, top, 0.8, height),
    words('quiet', xOf(frame, i), top + height + 14, clockOf(i), 'middle'),
  ]);
}

/** A line through points, without those in the middle of a level stretch. */
function lineOf(points: readonly Point[]): string {
  const bends = points.filter(([, y], k) => y !== points[k - 1]?.[1] || y !== points[k + 1]?.[1]);
  return bends.map((point) => point.join(' ')).join('L');
}

function evidenceY({ top, height }: Frame, evidence: number): number {
  return top + height * (1 - Math.min(MOST, evidence) / MOST);
}

function clockOf(i: number): string {
  const minute = i % PER_DAY;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function dotAt(x: number, y: number): string {
  return `M${px(x - 0.9)} ${px(y - 0.9)}h1.8v1.8h-1.8z`;
}
