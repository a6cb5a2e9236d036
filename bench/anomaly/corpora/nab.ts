import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, type RealSeries, readRows } from './corpus.ts';

/** A file of NAB with its geometry. */
export interface NabFile extends RealSeries {
  /** What an alert at each row is worth: up to 1 inside of a window, from 0 down to −1 outside. */
  readonly worth: Float64Array;
  /** The window that each row lies in, −1 for none. */
  readonly window: Int16Array;
  readonly windows: number;
  /** Rows that are not scored: the first 15 %, at most 750. */
  readonly probation: number;
}

/** Loads the Numenta Anomaly Benchmark from a clone of its repository. */
export function loadNab(folder: string): readonly NabFile[] {
  const labels = JSON.parse(readFileSync(join(folder, 'labels/combined_windows.json'), 'utf8')) as Labels;
  return Object.keys(labels)
    .sort()
    .map((name) => {
      const rows = readRows(join(folder, 'data', name));
      const at = rows.map(([time]) => instantOf(time ?? ''));
      const windows = (labels[name] ?? []).map(([from, to]): Window => [instantOf(from), instantOf(to)]);
      const probation = Math.ceil(Math.min(Math.floor(0.15 * rows.length), 750));
      const value = rows.map(([, cell]) => Number(cell));
      return { name, at, value, ...geometryOf(at, windows), windows: windows.length, probation };
    });
}

type Labels = Readonly<Record<string, readonly (readonly [string, string])[]>>;
type Window = readonly [from: number, to: number];

function geometryOf(at: readonly number[], windows: readonly Window[]): Pick<NabFile, 'worth' | 'window'> {
  const worth = new Float64Array(at.length);
  const window = new Int16Array(at.length).fill(-1);
  let next = 0;
  let open: { readonly right: number; readonly width: number } | undefined;
  let before: typeof open;
  for (let i = 0; i < at.length; i++) {
    const [from, to] = windows[next] ?? [];
    if (from !== undefined && to !== undefined && at[i] === from) {
      next++;
      const right = at.indexOf(to);
      open = { right, width: right - at.indexOf(from) + 1 };
    }
    if (open !== undefined) {
      worth[i] = sigmoid(-(open.right - i + 1) / open.width) / sigmoid(-1);
      window[i] = next - 1;
    } else worth[i] = before === undefined ? -1 : sigmoid(Math.abs(before.right - i) / (before.width - 1));
    if (open !== undefined && at[i] === windows[next - 1]?.[1]) {
      before = { ...open, right: i };
      open = undefined;
    }
  }
  return { worth, window };
}

/** NAB's scaled sigmoid: 1 far to the left, −1 to the right. */
const sigmoid = (y: number): number => (y > 3 ? -1 : 2 / (1 + Math.exp(5 * y)) - 1);
