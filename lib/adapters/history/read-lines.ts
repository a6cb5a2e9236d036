import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Bytes that are read at once. */
const CHUNK = 1 << 18;

/** Whole lines of a file, as they come. `line`: number of the first of them. */
export type Lines = { readonly text: string; readonly line: number };

/**
 * Reads a text file, unpacked where its name ends in `.gz`, in pieces of whole lines. `onProgress` gets the bytes of the file
 * that were read. Throws what the file system throws.
 */
export async function* readLines(file: string, onProgress: (bytes: number) => void = () => {}): AsyncGenerator<Lines> {
  const source = createReadStream(file, { highWaterMark: CHUNK });
  source.on('data', () => onProgress(source.bytesRead));
  const unpacked = file.endsWith('.gz') ? source.pipe(createGunzip({ chunkSize: CHUNK })) : source;
  source.on('error', (error) => unpacked.destroy(error));
  const decoder = new TextDecoder();
  let rest = '';
  let line = 1;
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const cut = text.lastIndexOf('\n') + 1;
    rest = text.slice(cut);
    if (cut === 0) continue;
    const whole = text.slice(0, cut);
    yield { text: whole, line };
    line += countLines(whole);
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: rest, line };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
