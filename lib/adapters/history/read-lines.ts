import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { BadHistory } from '../../core/history/bad-history.ts';

/** Bytes that are read at once. */
const CHUNK = 1 << 18;

/** Whole lines of a file, as they come. `line`: number of the first of them. */
export type Lines = { readonly text: string; readonly line: number };

/** Longest line, in characters: what is longer is no text of ours, and would be held whole. */
const LONGEST = 1 << 24;

/**
 * Reads a text file, unpacked where its name ends in `.gz`, in pieces of whole lines. `onProgress` gets the bytes of the file
 * that were read. Throws what the file system throws, and a BadHistory for what is not packed, or packed and not named so.
 */
export async function* readLines(file: string, onProgress: (bytes: number) => void = () => {}): AsyncGenerator<Lines> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 1;
  for await (const chunk of unpacked(file, onProgress)) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const cut = text.lastIndexOf('\n') + 1;
    rest = text.slice(cut);
    if (rest.length > LONGEST)
      throw new BadHistory(line, `longer than ${LONGEST} characters; a history has a line a run`);
    if (cut === 0) continue;
    const whole = text.slice(0, cut);
    yield { text: whole, line };
    line += countLines(whole);
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: rest, line };
}

async function* unpacked(file: string, onProgress: (bytes: number) => void): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { highWaterMark: CHUNK });
  source.on('data', () => onProgress(source.bytesRead));
  if (!/\.gz$/i.test(file)) {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const isPacked = source.bytesRead === chunk.length && chunk[0] === 0x1f && chunk[1] === 0x8b;
      if (isPacked)
        throw new BadHistory(
          1,
          'packed by gzip, and not named so: let its name end in .gz, or unpack it first (gunzip -c)',
        );
      yield chunk;
    }
    return;
  }
  const packed = source.pipe(createGunzip({ chunkSize: CHUNK }));
  source.on('error', (error) => packed.destroy(error));
  try {
    yield* packed as AsyncIterable<Buffer>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') === true
      ? new BadHistory('unpacking', `not packed by gzip, or cut off (${message})`)
      : error;
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
