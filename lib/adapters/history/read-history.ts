import { BadHistory } from '../../core/history/bad-history.ts';
import { parseLine } from '../../core/history/history-line.ts';
import type { HistoryPart } from '../../core/history/history-part.ts';
import { formatInstant } from '../../core/time.ts';
import { readCsv } from './read-csv.ts';
import { type Lines, readLines } from './read-lines.ts';

/**
 * Reads a recorded history: CSV, or what `killdeer export` wrote; unpacked where the name ends in `.gz`. `onProgress` gets
 * the bytes of the file that were read. Throws a BadHistory where it cannot be judged.
 */
export async function* readHistory(file: string, onProgress?: (bytes: number) => void): AsyncGenerator<HistoryPart> {
  const lines = readLines(file, onProgress);
  const first = await lines.next();
  const pieces = from(first.done === true ? [] : [first.value], lines);
  if (first.done !== true && first.value.text.trimStart().startsWith('{')) yield* readJson(pieces);
  else for await (const runs of readCsv(pieces)) yield { is: 'runs', runs };
}

async function* from(first: readonly Lines[], rest: AsyncIterable<Lines>): AsyncGenerator<Lines> {
  yield* first;
  yield* rest;
}

async function* readJson(pieces: AsyncIterable<Lines>): AsyncGenerator<HistoryPart> {
  let newest = 0;
  for await (const { text, line } of pieces) {
    for (const [i, one] of text.split('\n').entries()) {
      if (one.trim() === '') continue;
      const part = parseLine(one, line + i);
      if (part.is === 'frame') {
        if (part.frame.endedAt < newest) throw new BadHistory(line + i, outOfOrder(part.frame.endedAt, newest));
        newest = part.frame.endedAt;
      }
      yield part;
    }
  }
}

function outOfOrder(endedAt: number, newest: number): string {
  return `a frame that ended at ${formatInstant(endedAt)} comes after one of ${formatInstant(newest)}; frames stand in order of endedAt`;
}
