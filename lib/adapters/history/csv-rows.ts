import Papa from 'papaparse';
import { BadHistory } from '../../core/history/bad-history.ts';

/** The rows of whole lines of CSV, one a line. `line`: number of the first of them. Throws a BadHistory where one goes on in the next. */
export function rowsOf(text: string, line: number): readonly (readonly string[])[] {
  const { data } = Papa.parse<string[]>(withoutReturns(text), { delimiter: ',', newline: '\n' });
  const broken = text.includes('"') ? data.findIndex((row) => row.some((value) => value.includes('\n'))) : -1;
  if (broken >= 0) throw new BadHistory(line + broken, 'a quote that is not closed on its line');
  return data;
}

/** Hands on the rows of whole lines of CSV. A row is good until the next one only. Throws what `rowsOf` throws. */
export type EachRow = (text: string, line: number, take: (row: readonly string[], line: number) => void) => void;

/** As `rowsOf`, for long files: it makes no array for a row, and no text for a value that the row before has as well. */
export function rowByRow(): EachRow {
  const row: string[] = [];
  return (text, line, take) => {
    if (text.includes('"')) {
      for (const [i, quoted] of rowsOf(text, line).entries()) take(quoted, line + i);
      return;
    }
    const lines = withoutReturns(text);
    let number = line;
    for (let begin = 0; begin < lines.length; number += 1) {
      const next = lines.indexOf('\n', begin);
      const end = next < 0 ? lines.length : next;
      split(lines, begin, end, row);
      take(row, number);
      begin = end + 1;
    }
  };
}

/** Splits a line at its commas into `row`. */
function split(lines: string, begin: number, end: number, row: string[]): void {
  let count = 0;
  for (let from = begin; from <= end; count += 1) {
    const comma = lines.indexOf(',', from);
    const to = comma < 0 || comma > end ? end : comma;
    const before = row[count];
    if (before?.length !== to - from || !lines.startsWith(before, from)) row[count] = lines.slice(from, to);
    from = to + 1;
  }
  row.length = count;
}

/** Files that were appended to by another system have both ends of line. */
function withoutReturns(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Names of columns as they are meant. */
export function namesOf(row: readonly string[]): readonly string[] {
  return row.map((name) => name.trim().toLowerCase());
}
