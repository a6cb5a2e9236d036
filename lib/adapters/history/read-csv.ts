import { BadHistory } from '../../core/history/bad-history.ts';
import { CSV_COLUMNS, type HistoryRun, rowReader } from '../../core/history/csv-row.ts';
import { namesOf, rowByRow } from './csv-rows.ts';
import type { Lines } from './read-lines.ts';

/**
 * Reads a history as CSV: `at,check,region,outcome,latency`, sorted by `at`, the first line the header. Gives its runs in the
 * order in which they ended, which is when they were known. Throws a BadHistory.
 */
export async function* readCsv(pieces: AsyncIterable<Lines>): AsyncGenerator<readonly HistoryRun[]> {
  const read = rowReader();
  const eachRow = rowByRow();
  let ended: HistoryRun[] = [];
  let waiting: HistoryRun[] = [];
  let newest = 0;
  let isFirst = true;
  const take = (row: readonly string[], number: number): void => {
    if (isFirst) {
      checkHeader(row, number);
      isFirst = false;
      return;
    }
    if (row.length === 1 && row[0] === '') return;
    const run = read(row, number);
    const { startedAt } = run.entry;
    if (startedAt < newest) {
      throw new BadHistory(number, `${row[0]} comes after a later one; a history is sorted by its first column`);
    }
    if (startedAt > newest) {
      const [over, rest] = splitAt(waiting, startedAt);
      for (const one of over) ended.push(one);
      waiting = rest;
      newest = startedAt;
    }
    waiting.push(run);
  };
  for await (const { text, line } of pieces) {
    eachRow(text, line, take);
    if (ended.length > 0) yield ended;
    ended = [];
  }
  if (isFirst) throw new BadHistory(1, `the file is empty; a history begins with ${CSV_COLUMNS.join(',')}`);
  yield sortByEnd(waiting);
}

/** Those that ended by `at`, in the order of their ends, and those that were under way. */
function splitAt(runs: HistoryRun[], at: number): readonly [readonly HistoryRun[], HistoryRun[]] {
  const isOver = ({ entry }: HistoryRun): boolean => entry.endedAt <= at;
  if (runs.every(isOver)) return [sortByEnd(runs), []];
  return [sortByEnd(runs.filter(isOver)), runs.filter((run) => !isOver(run))];
}

function sortByEnd(runs: HistoryRun[]): readonly HistoryRun[] {
  return runs.sort((a, b) => a.entry.endedAt - b.entry.endedAt);
}

function checkHeader(row: readonly string[], line: number): void {
  if (namesOf(row).join(',') === CSV_COLUMNS.join(',')) return;
  throw new BadHistory(
    line,
    `the header is "${row.join(',').slice(0, 60)}"; a history begins with ${CSV_COLUMNS.join(',')}`,
  );
}
