import { BadHistory } from '../../core/history/bad-history.ts';
import { instantOf } from '../../core/history/csv-row.ts';
import type { Label } from '../../core/history/label.ts';
import { namesOf, rowsOf } from './csv-rows.ts';
import { readLines } from './read-lines.ts';

const COLUMNS = ['check', 'from', 'to', 'name'] as const;

/** Reads known faults as CSV: `check,from,to,name`, the first line the header. Throws a BadHistory. */
export async function readLabels(file: string): Promise<readonly Label[]> {
  const labels: Label[] = [];
  let isFirst = true;
  for await (const { text, line } of readLines(file)) {
    for (const [i, row] of rowsOf(text, line).entries()) {
      if (row.length === 1 && row[0] === '') continue;
      if (isFirst) {
        checkHeader(row, line + i);
        isFirst = false;
        continue;
      }
      labels.push(labelOf(row, line + i));
    }
  }
  if (isFirst) throw new BadHistory(1, `the file is empty; labels begin with ${COLUMNS.join(',')}`);
  return labels;
}

function checkHeader(row: readonly string[], line: number): void {
  if (namesOf(row).join(',') === COLUMNS.join(',')) return;
  throw new BadHistory(line, `the header is "${row.join(',').slice(0, 60)}"; labels begin with ${COLUMNS.join(',')}`);
}

function labelOf(row: readonly string[], line: number): Label {
  const [check = '', from = '', to = '', name = ''] = row;
  if (row.length !== COLUMNS.length) {
    throw new BadHistory(line, `${row.length} values; a label has ${COLUMNS.length}: ${COLUMNS.join(',')}`);
  }
  if (check === '') throw new BadHistory(line, 'check must not be empty');
  const label = { check, from: instantOf('from', from, line), to: instantOf('to', to, line), name };
  if (label.to > label.from) return label;
  throw new BadHistory(line, `the label ends at ${to}, which is not after its beginning ${from}`);
}
