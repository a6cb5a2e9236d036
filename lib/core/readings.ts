/** What a text may stand for at a place: a character in lower case, and where the text goes on after it. */
export type Reading = { readonly char: string; readonly end: number };

/** A character that was lost in a wrong decoding: it may have been any that is not ASCII. */
export const LOST = '\uFFFD';

/** How many times over a text may be escaped and still be read: a log line of an error that quotes JSON has two. */
const LEVELS = 3;

const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0' };
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
  nbsp: '\u00a0',
  sol: '/',
  plus: '+',
  equals: '=',
  colon: ':',
  bsol: '\\',
};

const BYTES: readonly RegExp[] = leveled((before) => `%${before}([0-9a-f]{2})`, '25');
const NAMED: readonly RegExp[] = leveled(
  (before) => `&${before}(?:#0*(\\d{1,7})|#x0*([0-9a-f]{1,6})|(${Object.keys(ENTITIES).join('|')}));?`,
  'amp;',
);
const ESCAPED = /(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([\s\S]))/iy;

/**
 * All that a text may stand for at a place: the character itself, and what it is an escape of in a URL, in JSON or in
 * HTML, or what stands for it where bytes were decoded in the wrong way.
 */
export function readingsAt(text: string, at: number): readonly Reading[] {
  const own = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const found = [{ char: own, end: at + own.length }, ...escapesAt(text, at, own)];
  return found.map(({ char, end }) => ({ char: char.toLowerCase(), end }));
}

function escapesAt(text: string, at: number, own: string): readonly Reading[] {
  switch (own) {
    case '+':
      return [{ char: ' ', end: at + 1 }];
    case '%':
      return BYTES.flatMap((pattern) => percent(text, at, pattern));
    case '&':
      return NAMED.flatMap((pattern) => entity(text, at, pattern));
    case '\\':
      return backslash(text, at);
    default:
      return own >= '\u00c2' && own <= '\u00f4' ? misread(text, at) : [];
  }
}

/** `%C3%A4`, and `%253A` for what was escaped twice. A byte above ASCII is a part of UTF-8, or Latin-1. */
function percent(text: string, at: number, pattern: RegExp): readonly Reading[] {
  const bytes: number[] = [];
  const ends: number[] = [];
  for (let place = at; bytes.length < 4; place = pattern.lastIndex) {
    pattern.lastIndex = place;
    const byte = pattern.exec(text)?.[1];
    if (byte === undefined) break;
    bytes.push(Number.parseInt(byte, 16));
    ends.push(pattern.lastIndex);
    if ((bytes[0] ?? 0) < 0x80) break;
  }
  const [first] = bytes;
  if (first === undefined) return [];
  return [{ char: String.fromCharCode(first), end: ends[0] ?? at }, ...utf8(bytes, ends)];
}

/** UTF-8 that was read as Latin-1, as Node reads headers. */
function misread(text: string, at: number): readonly Reading[] {
  const bytes = Array.from(text.slice(at, at + 4), (char) => char.charCodeAt(0));
  return utf8(
    bytes,
    bytes.map((_, i) => at + i + 1),
  );
}

function utf8(bytes: readonly number[], ends: readonly number[]): readonly Reading[] {
  const [first = 0] = bytes;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  const end = ends[length - 1];
  if (end === undefined || bytes.slice(1, length).some((byte) => byte < 0x80 || byte > 0xbf)) return [];
  return [{ char: new TextDecoder().decode(Uint8Array.from(bytes.slice(0, length))), end }];
}

function entity(text: string, at: number, pattern: RegExp): readonly Reading[] {
  pattern.lastIndex = at;
  const [, decimal, hex, name] = pattern.exec(text) ?? [];
  const end = pattern.lastIndex;
  if (name !== undefined) return [{ char: ENTITIES[name.toLowerCase()] ?? '', end }];
  const code = decimal === undefined ? Number.parseInt(hex ?? 'none', 16) : Number(decimal);
  return code >= 0 && code <= 0x10ffff ? [{ char: String.fromCodePoint(code), end }] : [];
}

/** `\n`, `\"`, `\/`, `\u0022`, behind as many backslashes as the escapes of escapes took; and backslashes for one. */
function backslash(text: string, at: number): readonly Reading[] {
  let after = at;
  while (text[after] === '\\') after += 1;
  const run = after - at;
  const found: Reading[] = [];
  for (let level = 1; level <= LEVELS; level += 1) {
    if (2 ** level <= run) found.push({ char: '\\', end: at + 2 ** level });
  }
  return [...found, ...letter(text, after)];
}

function letter(text: string, at: number): readonly Reading[] {
  const [unit, end] = unitAt(text, at);
  if (unit === undefined) return [];
  if (!/[\ud800-\udbff]/.test(unit)) return [{ char: unit, end }];
  // The second half of a character beyond the first 65,536 has an escape of its own.
  let next = end;
  while (text[next] === '\\') next += 1;
  const [low, last] = unitAt(text, next);
  return low === undefined ? [] : [{ char: unit + low, end: last }];
}

function unitAt(text: string, at: number): readonly [string | undefined, number] {
  ESCAPED.lastIndex = at;
  const [, four, braces, two, plain] = ESCAPED.exec(text) ?? [];
  const end = ESCAPED.lastIndex;
  if (plain !== undefined) return [LETTERS[plain] ?? plain, end];
  const code = Number.parseInt(four ?? braces ?? two ?? 'none', 16);
  if (Number.isNaN(code) || code > 0x10ffff) return [undefined, at];
  return [braces === undefined ? String.fromCharCode(code) : String.fromCodePoint(code), end];
}

function leveled(source: (before: string) => string, again: string): readonly RegExp[] {
  return Array.from({ length: LEVELS }, (_, level) => new RegExp(source(again.repeat(level)), 'iy'));
}
