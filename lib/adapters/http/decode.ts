import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
  zstdDecompressSync,
} from 'node:zlib';
import { ProbeFailure } from '../probe/probe-failure.ts';
import { BODY_CAP, overCap } from './response-reader.ts';

/** The text of a body by its content-encoding and charset. Throws a `ProbeFailure` of kind `protocol`. */
export function decodeBody(body: Buffer, headers: Readonly<Record<string, string>>): string {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  return decoderOf(charset).decode(decompress(body, headers['content-encoding']));
}

const UTF_8 = new TextDecoder();

/** A charset that Node does not know is read as UTF-8: its ASCII part, which expectations mostly ask for, is right. */
function decoderOf(charset: string): { decode(bytes: Buffer): string } {
  if (charset === 'utf-8') return UTF_8;
  try {
    return new TextDecoder(charset);
  } catch {
    return UTF_8;
  }
}

const ENCODINGS = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateAny,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const;

/** As browsers do: some servers leave out the two bytes around it that `deflate` means (RFC 9110, section 8.4.1.2). */
function inflateAny(body: Buffer, options: ZlibOptions): Buffer {
  const [first = 0, second = 0] = body;
  const isWrapped = (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
  return isWrapped ? inflateSync(body, options) : inflateRawSync(body, options);
}

/** Most encodings of one body. */
const MOST_LAYERS = 4;

/** Undoes the encodings from the last to the first; from one that is not known on, the body stays as it is. */
function decompress(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined) return body;
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  let decoded = body;
  for (const name of names.slice(-MOST_LAYERS).reverse()) {
    if (name === 'identity' || name === '') continue;
    if (decoded.length === 0 || !Object.hasOwn(ENCODINGS, name)) break;
    decoded = inflate(decoded, name as keyof typeof ENCODINGS);
  }
  return decoded;
}

function inflate(body: Buffer, name: keyof typeof ENCODINGS): Buffer {
  try {
    return ENCODINGS[name](body, { maxOutputLength: BODY_CAP });
  } catch (error) {
    if (error instanceof RangeError) throw overCap(`more than ${BODY_CAP} bytes, decoded`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProbeFailure('protocol', `the body is not valid ${name}: ${reason}`, { expected: name, actual: reason });
  }
}
