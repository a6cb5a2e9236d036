import type { Frame } from '../result.ts';
import type { HistoryRun } from './csv-row.ts';
import type { Label } from './label.ts';

/** A piece of a recorded history, in order of time. */
export type HistoryPart =
  | { readonly is: 'frame'; readonly frame: Frame }
  | { readonly is: 'runs'; readonly runs: readonly HistoryRun[] }
  | { readonly is: 'label'; readonly label: Label };
