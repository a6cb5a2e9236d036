import Papa from 'papaparse';
import { BadHistory } from '../../core/history/bad-history.ts';
import { instantOf } from '../../core/history/csv-row.ts';
import type { Label } from '../../core/history/label.ts';
import { readLines } from './read-lines.ts';

const COLUMNS = ['check', 'from', 'to', 'name'] as const;

/** Reads known faults as CSV: `check,from,to,name`, the first line the header. Throws a BadHistory. */
export async function readLabels(file: string): Promise<readonly Label[]> {
  const labels: Label[] = [];
  let isFirst = true;
  for await (const { text, line } of readLines(file)) {
    for (const [i, row] of Papa.parse<string[]>(text).data.entries()) {
      if (row.length === 1 && row[0] === '') continue;
      if (isFirst) {
        if (row.join(',') !== COLUMNS.join(',')) throw new BadHistory(line, `labels begin with ${COLUMNS.join(',')}`);
        isFirst = false;
        continue;
      }
      labels.push(labelOf(row, line + i));
    }
  }
  return labels;
}

function labelOf(row: readonly string[], line: number): Label {
  const [check = '', from = '', to = '', name = ''] = row;
  if (row.length !== COLUMNS.length) {
    throw new BadHistory(line, `${row.length} values; a label has ${COLUMNS.length}: ${COLUMNS.join(',')}`);
  }
  const label = { check, from: instantOf('from', from, line), to: instantOf('to', to, line), name };
  if (label.to > label.from) return label;
  throw new BadHistory(line, `the label ends at ${to}, which is not after its beginning ${from}`);
}
