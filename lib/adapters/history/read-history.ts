import type { HistoryPart } from '../../core/history/history-part.ts';
import { readCsv } from './read-csv.ts';
import { readLines } from './read-lines.ts';

/**
 * Reads a recorded history: CSV, or what `killdeer export` wrote; unpacked where the name ends in `.gz`. `onProgress` gets
 * the bytes of the file that were read. Throws a BadHistory where it cannot be judged.
 */
export async function* readHistory(file: string, onProgress?: (bytes: number) => void): AsyncGenerator<HistoryPart> {
  for await (const runs of readCsv(readLines(file, onProgress))) yield { is: 'runs', runs };
}
