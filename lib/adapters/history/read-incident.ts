import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BadHistory } from '../../core/history/bad-history.ts';
import { type IncidentFile, parseIncidentFile } from '../../core/history/incident-file.ts';

/** Reads what `killdeer export --incident` wrote, packed by gzip or not. Throws what the file system throws, and a BadHistory. */
export function readIncident(file: string | URL): IncidentFile {
  const bytes = readFileSync(file);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseIncidentFile(new TextDecoder().decode(isPacked ? unpack(bytes) : bytes));
}

function unpack(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new BadHistory('unpacking', `not packed by gzip, or cut off (${(error as Error).message})`);
  }
}
