import type { Expected, Payload } from '../../core/payload.ts';
import type { Resolved } from '../../core/secret.ts';
import { inTime, PATTERN_MS, TooSlow } from './in-time.ts';

/** Where in `bytes`, from `from` on, what is expected ends; undefined while it is not there. Throws a `SlowPattern`. */
export type Find = (bytes: Buffer, from: number) => number | undefined;

/** A pattern took longer than `PATTERN_MS`. */
export class SlowPattern extends Error {
  constructor(pattern: RegExp, length: number) {
    super(`the pattern ${pattern} took longer than ${PATTERN_MS}ms over ${length} bytes`);
    this.name = 'SlowPattern';
  }
}

/** Finds what is expected in bytes. */
export function finderOf(expected: Expected): Find {
  if (expected instanceof RegExp) return patternFinder(expected);
  const sought = bytesOf(expected);
  return (bytes, from) => {
    const at = bytes.indexOf(sought, from);
    return at < 0 ? undefined : at + sought.length;
  };
}

/** What is sent, as bytes. */
export function bytesOf(payload: Resolved<Payload>): Buffer {
  if (typeof payload === 'string') return Buffer.from(payload);
  return 'hex' in payload ? Buffer.from(payload.hex.replace(/\s/g, ''), 'hex') : Buffer.from(payload.base64, 'base64');
}

/** Bytes as text: UTF-8 where they are that, its last character perhaps cut; else one character a byte. */
export function textOf(bytes: Buffer): string {
  return decode(bytes).text;
}

function patternFinder(expected: RegExp): Find {
  const pattern = new RegExp(expected.source, [...new Set(`${expected.flags}gm`)].join(''));
  const isQuick = !/[*+{]/.test(expected.source);
  return (bytes, from) => {
    const { text, encoding } = decode(bytes);
    pattern.lastIndex = bytes.toString(encoding, 0, from).length;
    const match = isQuick ? pattern.exec(text) : execGuarded(pattern, text, bytes.length);
    if (match === null) return undefined;
    return Buffer.byteLength(text.slice(0, match.index + match[0].length), encoding);
  };
}

function decode(bytes: Buffer): { readonly text: string; readonly encoding: 'utf8' | 'latin1' } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return { text, encoding: 'utf8' };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1' };
  }
}

function execGuarded(pattern: RegExp, text: string, length: number): RegExpExecArray | null {
  try {
    return inTime(() => pattern.exec(text));
  } catch (error) {
    throw error instanceof TooSlow ? new SlowPattern(pattern, length) : error;
  }
}
