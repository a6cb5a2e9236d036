import type { Text } from './secret.ts';

/** Bytes that are no text, written as hexadecimal digits (blanks between them are ignored) or as base64. */
export type Bytes = { readonly hex: string } | { readonly base64: string };

/** What is sent over a connection or in a datagram: a text as UTF-8, or bytes. */
export type Payload = Text | Bytes;

/**
 * What must come: a text or bytes that stand somewhere in it, or a pattern. A pattern's `^` and `$` are the ends of
 * each line; it sees UTF-8 where that is what came, else one character a byte.
 */
export type Expected = string | RegExp | Bytes;

/** A pattern without what the matcher sets itself. */
export function compileExpected(expected: Expected): Expected {
  if (!(expected instanceof RegExp)) return expected;
  return new RegExp(expected.source, expected.flags.replace('g', ''));
}

/** What is expected, for a person. */
export function describeExpected(expected: Expected): string {
  if (typeof expected === 'string') return JSON.stringify(expected);
  if (expected instanceof RegExp) return String(expected);
  return 'hex' in expected ? `the bytes ${expected.hex}` : `the bytes ${expected.base64} (base64)`;
}
