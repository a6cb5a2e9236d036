/** A message that is no whole, well-formed DNS message. `message` says where it breaks. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** Most pointers that lead to one name. Each name server writes one or two; thousands of them would take our time. */
const MOST_POINTERS = 64;

/** Bytes of a name, its lengths counted (RFC 1035, 2.3.4). */
const LONGEST_NAME = 255;

/**
 * The name at an offset, as text: in lower case, without its last dot, `.` for the root; a byte that is no visible ASCII,
 * and a dot or backslash within a label, escaped as master files do. `end`: the offset behind it.
 */
export function readName(message: Buffer, start: number): { readonly text: string; readonly end: number } {
  const labels: string[] = [];
  let at = start;
  let end: number | undefined;
  let pointers = 0;
  let bytes = 1;
  for (;;) {
    const length = message[at];
    if (length === undefined) throw new MalformedMessage('a name goes beyond the message');
    if (length === 0) return { text: labels.join('.') || '.', end: end ?? at + 1 };
    if (length >= 0xc0) {
      const to = ((length & 0x3f) << 8) | (message[at + 1] ?? 0);
      pointers += 1;
      // Only to what came before (RFC 1035, 4.1.4): so it ends.
      if (to >= at || pointers > MOST_POINTERS) throw new MalformedMessage('a compressed name leads nowhere');
      end ??= at + 2;
      at = to;
      continue;
    }
    if (length > 63) throw new MalformedMessage('a name has a label of an unknown sort');
    bytes += length + 1;
    if (bytes > LONGEST_NAME) throw new MalformedMessage('a name is longer than 255 bytes');
    if (at + 1 + length > message.length) throw new MalformedMessage('a name goes beyond the message');
    labels.push(labelText(message.subarray(at + 1, at + 1 + length)));
    at += length + 1;
  }
}

/** A name as bytes. Throws a RangeError for one that has none: labels are of 1 to 63 bytes, all of them of 254. */
export function nameBytes(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.').map((label) => Buffer.from(label, 'latin1'));
  const parts = labels.flatMap((label) => [Buffer.of(label.length), label]);
  const bytes = Buffer.concat([...parts, Buffer.of(0)]);
  if (labels.some(({ length }) => length < 1 || length > 63) || bytes.length > LONGEST_NAME)
    throw new RangeError(`${name} is no domain name`);
  return bytes;
}

function labelText(label: Buffer): string {
  let text = '';
  for (const byte of label) {
    const character = String.fromCharCode(byte);
    if (byte < 0x21 || byte > 0x7e) text += `\\${String(byte).padStart(3, '0')}`;
    else text += character === '.' || character === '\\' ? `\\${character}` : character.toLowerCase();
  }
  return text;
}
