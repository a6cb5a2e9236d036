import { HEAD_CAP, malformed, overflow, parseField } from './response-head.ts';

/** RFC 9112, section 7.1: a size in hexadecimal digits, and extensions that mean nothing to a probe. */
const SIZE = /^([0-9a-f]+)(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;

/**
 * A decoder of chunks, which gives their data to `take` and says of all that came whether the last one is among it. Throws
 * a `ProbeFailure` of kind `protocol`. What comes behind the last chunk is not looked at.
 */
export function chunkDecoder(take: (data: Buffer) => void): (bytes: Buffer) => boolean {
  let part: 'size' | 'data' | 'behind data' | 'trailer' = 'size';
  let left = 0;
  let line = '';
  let trailers = 0;
  return (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      if (part === 'data') {
        const data = bytes.subarray(at, at + left);
        // A view of what came would keep all of it, however much of that is no data.
        take(data.length < bytes.length / 2 ? Buffer.from(data) : data);
        at += data.length;
        left -= data.length;
        if (left === 0) part = 'behind data';
        continue;
      }
      const end = bytes.indexOf('\n', at);
      const next = end < 0 ? bytes.length : end + 1;
      line += bytes.toString('latin1', at, next);
      at = next;
      if (part === 'behind data' && !'\r\n'.startsWith(line))
        throw malformed('a chunk is longer than it says', `…${line}…`);
      if (trailers + line.length > HEAD_CAP) throw overflow();
      if (end < 0) return false;
      const whole = withoutEnd(line);
      line = '';
      if (part === 'size') {
        left = sizeOf(whole);
        part = left === 0 ? 'trailer' : 'data';
      } else if (part === 'behind data') part = 'size';
      else if (whole === '') return true;
      else {
        parseField(whole);
        trailers += whole.length;
      }
    }
    return false;
  };
}

function sizeOf(line: string): number {
  const size = SIZE.exec(line)?.[1];
  const bytes = size === undefined ? Number.NaN : Number.parseInt(size, 16);
  if (!Number.isSafeInteger(bytes)) throw malformed('a chunk has no size that it can have', line);
  return bytes;
}

function withoutEnd(line: string): string {
  if (!line.endsWith('\r\n')) throw malformed('a line between its chunks ends without CR', `${line.slice(0, -1)}…`);
  return line.slice(0, -2);
}
