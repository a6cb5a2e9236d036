import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normal, uniform } from '../../../../bench/anomaly/made/random.ts';

const stampOf = (i: number): string =>
  new Date(Date.UTC(2020, 0, 1) + i * 300_000).toISOString().slice(0, 19).replace('T', ' ');

/** A value near 100 that jumps in `windows`, rows of both ends included. */
function valuesOf(seed: number, rows: number, windows: readonly (readonly [number, number])[]): readonly number[] {
  const random = uniform(seed);
  return Array.from({ length: rows }, (_, i) => {
    const jump = windows.some(([from, to]) => i >= from + 3 && i <= to - 3) ? 1.35 : 1;
    return 100 * jump * Math.exp(0.2 * normal(random));
  });
}

/** Two files as NAB lays them out; one has windows, the other none. */
export function writeNab(folder: string): void {
  mkdirSync(join(folder, 'data', 'kind'), { recursive: true });
  mkdirSync(join(folder, 'labels'), { recursive: true });
  const windows = [
    [900, 930],
    [1500, 1540],
  ] as const;
  const labels = {
    'kind/broken.csv': windows.map(([from, to]) => [`${stampOf(from)}.000000`, `${stampOf(to)}.000000`]),
    'kind/calm.csv': [],
  };
  writeFileSync(join(folder, 'labels', 'combined_windows.json'), JSON.stringify(labels));
  for (const [name, of] of [
    ['broken', windows],
    ['calm', []],
  ] as const) {
    const rows = valuesOf(name.length, 2_000, of).map((value, i) => `${stampOf(i)},${value}`);
    writeFileSync(join(folder, 'data', 'kind', `${name}.csv`), `timestamp,value\n${rows.join('\n')}\n`);
  }
}

/** Two series as the cloud monitoring dataset lays them out, one of them of latency. */
export function writeCloud(folder: string): void {
  for (const [kind, seed] of [
    ['web_latency', 11],
    ['requests', 12],
  ] as const) {
    mkdirSync(join(folder, 'data', kind), { recursive: true });
    const events = [
      [100, 110],
      [400, 410],
      [413, 420],
      [700, 712],
    ] as const;
    const rows = valuesOf(seed, 1_000, events).map((value, i) => {
      const isLabelled = events.some(([from, to]) => i >= from && i <= to);
      return `"${stampOf(i)}","${value}","${isLabelled ? 1 : 0}"`;
    });
    writeFileSync(join(folder, 'data', kind, 'one.csv'), `timestamp,value,label\r\n${rows.join('\r\n')}\r\n`);
  }
}
