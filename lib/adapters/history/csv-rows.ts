import Papa from 'papaparse';
import { BadHistory } from '../../core/history/bad-history.ts';

/** The rows of whole lines of CSV, one a line. `line`: number of the first of them. Throws a BadHistory where one goes on in the next. */
export function rowsOf(text: string, line: number): readonly (readonly string[])[] {
  // Files that were appended to by another system have both ends of line.
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const { data } = Papa.parse<string[]>(lines, { delimiter: ',', newline: '\n' });
  const broken = text.includes('"') ? data.findIndex((row) => row.some((value) => value.includes('\n'))) : -1;
  if (broken >= 0) throw new BadHistory(line + broken, 'a quote that is not closed on its line');
  return data;
}

/** Names of columns as they are meant. */
export function namesOf(row: readonly string[]): readonly string[] {
  return row.map((name) => name.trim().toLowerCase());
}
