import type { HistoryRun } from './csv-row.ts';
import type { HistoryLine } from './history-line.ts';

/** A piece of a recorded history, in order of time: a line of it, or rows of a CSV. */
export type HistoryPart = HistoryLine | { readonly is: 'runs'; readonly runs: readonly HistoryRun[] };
