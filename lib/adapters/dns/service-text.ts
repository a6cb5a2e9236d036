import { ipv6Text } from './ipv6-text.ts';
import { MalformedMessage } from './names.ts';

/** The parameters of an HTTPS record, as RFC 9460 writes them: `alpn=h3,h2`. Throws a `MalformedMessage`. */
export function serviceText(data: Buffer): readonly string[] {
  const texts: string[] = [];
  let before = -1;
  for (let at = 0; at < data.length; ) {
    if (at + 4 > data.length) throw new MalformedMessage('a parameter of a record is cut off');
    const key = data.readUInt16BE(at);
    const end = at + 4 + data.readUInt16BE(at + 2);
    if (end > data.length) throw new MalformedMessage('a parameter goes beyond its record');
    // RFC 9460, 2.2: each at most once, in order.
    if (key <= before) throw new MalformedMessage('the parameters of a record are out of order');
    const name = KEYS[key] ?? `key${key}`;
    const value = valueText(name, data.subarray(at + 4, end));
    texts.push(value === '' ? name : `${name}=${value}`);
    before = key;
    at = end;
  }
  return texts;
}

const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint'];

function valueText(name: string, value: Buffer): string {
  switch (name) {
    case 'mandatory':
      return pieces(value, 2, name, (piece) => KEYS[piece.readUInt16BE(0)] ?? `key${piece.readUInt16BE(0)}`);
    case 'alpn':
      return protocols(value).join(',');
    case 'port':
      if (value.length !== 2) throw new MalformedMessage('the parameter port has a wrong length');
      return String(value.readUInt16BE(0));
    case 'ipv4hint':
      return pieces(value, 4, name, (piece) => piece.join('.'));
    case 'ipv6hint':
      return pieces(value, 16, name, ipv6Text);
    default:
      return value.toString('base64');
  }
}

function pieces(value: Buffer, size: number, name: string, text: (piece: Buffer) => string): string {
  if (value.length === 0 || value.length % size !== 0)
    throw new MalformedMessage(`the parameter ${name} has a wrong length`);
  const count = value.length / size;
  return Array.from({ length: count }, (_, n) => text(value.subarray(n * size, (n + 1) * size))).join(',');
}

function protocols(value: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < value.length; ) {
    const end = at + 1 + (value[at] ?? 0);
    if (end > value.length || end === at + 1) throw new MalformedMessage('the parameter alpn has a wrong length');
    names.push(value.toString('latin1', at + 1, end));
    at = end;
  }
  return names;
}
