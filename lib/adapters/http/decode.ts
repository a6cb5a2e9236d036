import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { ProbeFailure } from '../probe/probe-failure.ts';
import { BODY_CAP, overCap } from './exchange.ts';

/** The text of a body by its content-encoding and charset. Throws a `ProbeFailure` of kind `protocol`. */
export function decodeBody(body: Buffer, headers: Readonly<Record<string, string>>): string {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  return decoderOf(charset).decode(decompress(body, headers['content-encoding']));
}

/** A charset that Node does not know is read as UTF-8: its ASCII part, which expectations mostly ask for, is right. */
function decoderOf(charset: string): { decode(bytes: Buffer): string } {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

const ENCODINGS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;

function decompress(body: Buffer, encoding = 'identity'): Buffer {
  const name = encoding.trim().toLowerCase();
  if (body.length === 0 || !Object.hasOwn(ENCODINGS, name)) return body;
  try {
    return ENCODINGS[name as keyof typeof ENCODINGS](body, { maxOutputLength: BODY_CAP });
  } catch (error) {
    if (error instanceof RangeError) throw overCap(`more than ${BODY_CAP} bytes, decoded`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProbeFailure('protocol', `the body is not valid ${name}: ${reason}`, { expected: name, actual: reason });
  }
}
