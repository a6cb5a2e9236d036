import { DNS_TYPES, type DnsType, RCODES } from '../../core/dns-text.ts';
import { MalformedMessage, nameBytes, readName } from './names.ts';

/** What is asked. `id`: 16 random bits, which the answer must bear. */
export type Question = {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
  readonly recursion: boolean;
};

/** One record of an answer; its data are the bytes of `message` from `at` to `end`. */
export type DnsRecord = {
  readonly owner: string;
  readonly type: number;
  readonly ttl: number;
  readonly at: number;
  readonly end: number;
};

export type DnsAnswer = {
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly authenticated: boolean;
  /** It did not fit: what there is of it is not read. */
  readonly truncated: boolean;
  readonly records: readonly DnsRecord[];
  readonly message: Buffer;
};

/** Most bytes that we take in one datagram: what passes every network in one piece (DNS flag day 2020). */
const UDP_SIZE = 1_232;

const FLAGS = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursion: 0x0100, authenticated: 0x0020 };
const HEADER_BYTES = 12;
const OPT = 41;
const INTERNET = 1;

/** Numbers of response codes that are not in one row with the others. */
const FAR_RCODES: Readonly<Record<number, string>> = { 11: 'DSOTYPENI', 16: 'BADVERS', 23: 'BADCOOKIE' };

/** The question as a message, with EDNS(0). */
export function encodeQuestion({ id, name, type, recursion }: Question): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  // AD in a question asks to be told in the answer (RFC 6840, 5.7).
  header.writeUInt16BE(FLAGS.authenticated | (recursion ? FLAGS.recursion : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 10);
  const rest = Buffer.alloc(4 + 11);
  rest.writeUInt16BE(DNS_TYPES[type], 0);
  rest.writeUInt16BE(INTERNET, 2);
  rest.writeUInt16BE(OPT, 5);
  rest.writeUInt16BE(UDP_SIZE, 7);
  return Buffer.concat([header, nameBytes(name), rest]);
}

/**
 * The answer to a question, or why the message is none to it: then it may be forged, or late. Throws a
 * `MalformedMessage` where it bears the question's id and cannot be read.
 */
export function readAnswer(message: Buffer, asked: Question): DnsAnswer | { readonly not: string } {
  if (message.length < HEADER_BYTES) return { not: `${message.length} bytes, too few for a message` };
  if (message.readUInt16BE(0) !== asked.id) return { not: 'it bears another id' };
  const flags = message.readUInt16BE(2);
  if ((flags & FLAGS.response) === 0) return { not: 'it is a question' };
  const [questions, answers, authorities, additionals] = [4, 6, 8, 10].map((at) => message.readUInt16BE(at));
  const code = flags & 0xf;
  // A server that could not read the question may leave it out.
  if (questions !== 1 && !(questions === 0 && code !== 0)) return { not: `it repeats ${questions} questions` };
  let at = HEADER_BYTES;
  if (questions === 1) {
    const { text, end } = readName(message, at);
    if (end + 4 > message.length) throw new MalformedMessage('the question goes beyond the message');
    const [type, recordClass] = [message.readUInt16BE(end), message.readUInt16BE(end + 2)];
    if (text !== (asked.name || '.') || type !== DNS_TYPES[asked.type] || recordClass !== INTERNET)
      return { not: 'it answers another question' };
    at = end + 4;
  }
  const known = {
    authoritative: (flags & FLAGS.authoritative) !== 0,
    authenticated: (flags & FLAGS.authenticated) !== 0,
    message,
  };
  if ((flags & FLAGS.truncated) !== 0) return { ...known, truncated: true, rcode: rcodeText(code), records: [] };
  const first = readRecords(message, at, answers ?? 0);
  const others = readRecords(message, first.end, (authorities ?? 0) + (additionals ?? 0));
  const opt = others.records.find(({ type }) => type === OPT);
  const extended = opt === undefined ? 0 : (opt.ttl >>> 24) << 4;
  const records = first.records.filter((record) => record.isInternet);
  return { ...known, truncated: false, rcode: rcodeText(extended | code), records };
}

function rcodeText(code: number): string {
  return RCODES[code] ?? FAR_RCODES[code] ?? `RCODE${code}`;
}

function readRecords(message: Buffer, start: number, count: number) {
  const records: (DnsRecord & { readonly isInternet: boolean })[] = [];
  let at = start;
  for (let n = 0; n < count; n += 1) {
    const { text: owner, end: head } = readName(message, at);
    const data = head + 10;
    if (data > message.length) throw new MalformedMessage('a record goes beyond the message');
    const end = data + message.readUInt16BE(head + 8);
    if (end > message.length) throw new MalformedMessage('the data of a record go beyond the message');
    const type = message.readUInt16BE(head);
    const ttl = message.readUInt32BE(head + 4);
    records.push({ owner, type, ttl, at: data, end, isInternet: message.readUInt16BE(head + 2) === INTERNET });
    at = end;
  }
  return { records, end: at };
}
