import type { DnsType } from '../../core/dns-text.ts';
import { ipv6Text } from './ipv6-text.ts';
import type { DnsRecord } from './message.ts';
import { MalformedMessage, readName } from './names.ts';
import { serviceText } from './service-text.ts';

/**
 * The data of a record as text, much as `dig +short` writes it, but names without their last dot and the strings of a TXT
 * record as one, without quotes. Throws a `MalformedMessage` where they are not what the type has, to the last byte.
 */
export function recordText(type: DnsType, message: Buffer, { at, end }: DnsRecord): string {
  const data = message.subarray(at, end);
  const names = (from: number, count: number) => {
    const texts: string[] = [];
    let next = at + from;
    for (let n = 0; n < count; n += 1) {
      const { text, end: behind } = readName(message, next);
      texts.push(text);
      next = behind;
    }
    return { text: texts.join(' '), next: next - at };
  };
  /** The data hold `size` bytes, no more and no less. */
  const whole = (size: number) => {
    if (data.length !== size) throw new MalformedMessage(`the data of a ${type} record are ${data.length} bytes`);
  };
  const least = (size: number) => {
    if (data.length < size) throw new MalformedMessage(`the data of a ${type} record are ${data.length} bytes`);
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => data.readUInt16BE(2 * n)).join(' ');
  switch (type) {
    case 'A':
      whole(4);
      return data.join('.');
    case 'AAAA':
      whole(16);
      return ipv6Text(data);
    case 'CNAME':
    case 'NS':
    case 'PTR': {
      const { text, next } = names(0, 1);
      whole(next);
      return text;
    }
    case 'MX':
    case 'SRV': {
      const head = type === 'MX' ? 2 : 6;
      least(head);
      const { text, next } = names(head, 1);
      whole(next);
      return `${numbers(head / 2)} ${text}`;
    }
    case 'SOA': {
      const { text, next } = names(0, 2);
      whole(next + 20);
      return [text, ...[0, 4, 8, 12, 16].map((n) => data.readUInt32BE(next + n))].join(' ');
    }
    case 'TXT':
      least(1);
      return Buffer.concat(strings(data)).toString('utf8');
    case 'CAA':
      return authorityText(data);
    case 'HTTPS': {
      least(3);
      const { text, next } = names(2, 1);
      least(next);
      return [numbers(1), text, ...serviceText(data.subarray(next))].join(' ');
    }
    default:
      return type satisfies never;
  }
}

function strings(data: Buffer): readonly Buffer[] {
  const texts: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const end = at + 1 + (data[at] ?? 0);
    if (end > data.length) throw new MalformedMessage('a string goes beyond its record');
    texts.push(data.subarray(at + 1, end));
    at = end;
  }
  return texts;
}

/** RFC 8659, 4.1.1: flags, length of the tag, tag, value. */
function authorityText(data: Buffer): string {
  const [flags = 0, length = 0] = data;
  if (length < 1 || 2 + length > data.length) throw new MalformedMessage('a CAA record has no whole tag');
  const value = data.toString('utf8', 2 + length);
  return `${flags} ${data.toString('latin1', 2, 2 + length)} "${value.replace(/["\\]/g, '\\$&')}"`;
}
