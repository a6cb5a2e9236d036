import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { readHistory } from '../../../../lib/adapters/history/read-history.ts';
import type { HistoryPart } from '../../../../lib/core/history/history-part.ts';

/** A folder of the test file's own, gone with it. */
export function startFolder(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'killdeer-history-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}

/** All parts of a history. */
export async function partsOf(file: string, onProgress?: (bytes: number) => void): Promise<readonly HistoryPart[]> {
  const parts: HistoryPart[] = [];
  for await (const part of readHistory(file, onProgress)) parts.push(part);
  return parts;
}
