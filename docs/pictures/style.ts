import type { Outcome } from '../../lib/core/result.ts';
import type { VerdictName } from '../../lib/core/verdict.ts';

/** A colour on a light ground, and on a dark one. */
export type Paint = readonly [light: string, dark: string];

/** Of a run: the higher its bar, the worse, so that colour is not all that tells them apart. */
export const HEIGHTS: Readonly<Record<Outcome, number>> = { pass: 5, warn: 10, fail: 15, unknown: 15 };

const RUNS: Readonly<Record<Outcome, Paint>> = {
  pass: ['#3f9a5f', '#4fae70'],
  warn: ['#c98a00', '#e0ad35'],
  fail: ['#c92a2a', '#f2706b'],
  unknown: ['#b4bac2', '#596069'],
};

/** Of a verdict, from well to unknown. */
export const VERDICTS: Readonly<Record<VerdictName, Paint>> = {
  up: ['#d5efdd', '#1c4a2f'],
  suspected: ['#fbf0c2', '#54491c'],
  degraded: ['#f9dc96', '#6b5011'],
  partial: ['#f9c79b', '#7b441a'],
  down: ['#f2a5a2', '#842b2b'],
  flapping: ['#dac6f3', '#563a7b'],
  unknown: ['#dde1e6', '#434a53'],
};

/** Of everything else. */
export const PARTS: Readonly<Record<string, Paint>> = {
  ground: ['#ffffff', '#15191e'],
  frame: ['#d5dae0', '#363d46'],
  text: ['#1d2329', '#e8ecf0'],
  quiet: ['#5b6570', '#a1abb6'],
  grid: ['#e6e9ed', '#2a3038'],
  held: ['#e9ecf1', '#262d36'],
  page: ['#b51f1f', '#ff7d77'],
  warning: ['#a86f00', '#ecb93f'],
  update: ['#5b6570', '#a1abb6'],
  resolve: ['#217a43', '#5cc482'],
  switch: ['#2557a7', '#7fb0ff'],
  trial: ['#a9c4ee', '#33507f'],
};

const PAINTS: readonly (readonly [string, Paint])[] = [
  ...Object.entries(RUNS).map(([name, paint]) => [`run-${name}`, paint] as const),
  ...Object.entries(VERDICTS).map(([name, paint]) => [`verdict-${name}`, paint] as const),
  ...Object.entries(PARTS),
];

/** The style sheet of a picture. Without another colour scheme asked for it is light; no font is loaded. */
export const STYLE = styleOf(PAINTS);

/** A style sheet of fills, and of lines of `width` pixels. */
export function styleOf(
  fills: readonly (readonly [name: string, Paint])[],
  lines: readonly (readonly [name: string, Paint, width: number])[] = [],
): string {
  const rules = (scheme: 0 | 1): readonly string[] => [
    ...fills.map(([name, paint]) => `.${name}{fill:${paint[scheme]}}`),
    ...lines.map(([name, paint, width]) => `.${name}{fill:none;stroke:${paint[scheme]};stroke-width:${width}}`),
  ];
  return [
    'text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:11px}',
    '.title{font-size:13px;font-weight:600}',
    ...rules(0),
    '@media(prefers-color-scheme:dark){',
    ...rules(1),
    '}',
  ].join('\n');
}
