import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, type RealSeries, readRows } from './corpus.ts';

/** A series of Microsoft's cloud monitoring dataset; events are rows, both ends in them. */
export interface CloudFile extends RealSeries {
  readonly events: readonly (readonly [from: number, to: number])[];
  readonly isLatency: boolean;
}

/** Labelled rows at most so many apart are one event. */
const APART = 3;

/** Loads the dataset from a clone of its repository. */
export function loadCloud(folder: string): readonly CloudFile[] {
  const data = join(folder, 'data');
  const paths = readdirSync(data)
    .sort()
    .flatMap((kind) =>
      readdirSync(join(data, kind))
        .sort()
        .map((file) => ({ kind, file })),
    );
  return paths.map(({ kind, file }) => {
    const rows = readRows(join(data, kind, file));
    return {
      name: `${kind}/${file}`,
      at: rows.map(([time]) => instantOf(time ?? '')),
      value: rows.map(([, cell]) => Number(cell) || 0),
      events: eventsOf(rows.map(([, , label]) => Number(label) === 1)),
      isLatency: kind.includes('latency'),
    };
  });
}

function eventsOf(labels: readonly boolean[]): CloudFile['events'] {
  const events: [number, number][] = [];
  labels.forEach((isLabelled, i) => {
    if (!isLabelled) return;
    const last = events.at(-1);
    if (last !== undefined && i - last[1] <= APART) last[1] = i;
    else events.push([i, i]);
  });
  return events;
}
