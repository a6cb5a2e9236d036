import { tableOf } from '../table.ts';
import type { CloudResult, NabResult } from './measure.ts';
import { PROFILES, type Profile } from './nab-score.ts';

const PROFILE_NAMES = Object.keys(PROFILES) as readonly Profile[];

/** One line per entrant; the score at the best threshold of the corpus, and at the shipped one. */
export function nabTable(results: readonly (readonly [name: string, result: NabResult])[]): string {
  const head = ['NAB', 'files', 'standard', 'low false positives', 'low false negatives', 'standard at 1', '…', '…'];
  const table = tableOf(head, [0]);
  for (const [name, { files, best, shipped }] of results) {
    const scores = [best, shipped].flatMap((one) => PROFILE_NAMES.map((profile) => one[profile].score.toFixed(1)));
    table.push([name, files, ...scores]);
  }
  return table.toString();
}

/** One line per entrant and part of the dataset. */
export function cloudTable(results: readonly (readonly [name: string, result: CloudResult])[]): string {
  const head = [
    'cloud',
    'series',
    'events',
    'F1',
    'precision',
    'recall',
    'threshold',
    'F1 shipped',
    'precision',
    'recall',
  ];
  const table = tableOf(head, [0, 1]);
  for (const [name, { best, shipped }] of results) {
    for (const part of ['all', 'latency'] as const) {
      const cells = [best[part], shipped[part]].map(({ f1, precision, recall }) => [f1, precision, recall]);
      const [atBest, atShipped] = cells.map((row) => row.map((cell) => cell.toFixed(3)));
      table.push([
        name,
        part,
        best[part].events,
        ...(atBest ?? []),
        best[part].threshold.toFixed(2),
        ...(atShipped ?? []),
      ]);
    }
  }
  return table.toString();
}
