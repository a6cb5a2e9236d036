import type { StartTls } from '../../core/starttls.ts';

/** What a server answered, `length` bytes. `no`: it knows the protocol and refuses. */
export type Answer = {
  readonly is: 'go on' | 'no' | 'nonsense';
  readonly length: number;
  readonly text: string;
};

/** What is said, and how the answer is read from what came; undefined while it is not whole. Either may be left out. */
export type Turn = { readonly say?: Buffer; readonly read?: Read };

type Read = (bytes: Buffer) => Answer | undefined;

/** An answer of lines: the first line that is `last` ends it, and `yes` means to go on. A line that is not `line` is nonsense. */
function lines({ last, yes, line }: { readonly last: RegExp; readonly yes: RegExp; readonly line?: RegExp }): Read {
  return (bytes) => {
    for (let from = 0; ; ) {
      const end = bytes.indexOf('\n', from);
      if (end < 0) return undefined;
      const text = bytes.toString('latin1', from, end).replace(/\r$/, '');
      from = end + 1;
      if (yes.test(text)) return { is: 'go on', length: from, text };
      if (last.test(text)) return { is: 'no', length: from, text };
      if (line !== undefined && !line.test(text)) return { is: 'nonsense', length: from, text };
    }
  };
}

const replies = (code: number, line?: RegExp) =>
  lines({ last: /^\d{3}(?: |$)/, yes: new RegExp(`^${code}(?: |$)`), ...(line && { line }) });

const reply = (code: number) => replies(code, /^\d{3}-/);

function mail(hello: string): readonly Turn[] {
  return [
    { read: reply(220) },
    { say: Buffer.from(`${hello} killdeer\r\n`), read: reply(250) },
    { say: Buffer.from('STARTTLS\r\n'), read: reply(220) },
  ];
}

/** One byte: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL */
function readPostgres(bytes: Buffer): Answer | undefined {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString('latin1', 0, 1);
  return { is: text === 'S' ? 'go on' : text === 'N' || text === 'E' ? 'no' : 'nonsense', length: 1, text };
}

const CLIENT_SSL = 0x0800;

/** A handshake packet of version 10: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
function readMysql(bytes: Buffer): Answer | undefined {
  if (bytes.length < 5) return undefined;
  const length = 4 + bytes.readUIntLE(0, 3);
  const [version, afterName] = [bytes[4], bytes.indexOf(0, 5) + 1];
  if (version !== 10 && version !== 255) return { is: 'nonsense', length: 5, text: bytes.toString('latin1', 0, 5) };
  if (bytes.length < length) return undefined;
  if (version === 255) return { is: 'no', length, text: bytes.toString('latin1', 7, length) };
  // Behind the name: thread, salt and a zero, then the flags.
  const flagsAt = afterName + 4 + 8 + 1;
  if (afterName === 0 || flagsAt + 2 > length) return { is: 'nonsense', length, text: 'a handshake that is cut off' };
  const offers = (bytes.readUInt16LE(flagsAt) & CLIENT_SSL) !== 0;
  return { is: offers ? 'go on' : 'no', length, text: offers ? 'TLS' : 'it offers no TLS' };
}

/** PROTOCOL_41, SSL and SECURE_CONNECTION; packets of 16 MB; utf8mb4. */
const MYSQL_ASKS = Buffer.concat([Buffer.from('20000001008a0000000000012d', 'hex'), Buffer.alloc(23)]);

const LDAP_ASKS = Buffer.concat([Buffer.from('301d02010177188016', 'hex'), Buffer.from('1.3.6.1.4.1.1466.20037')]);

/** An ExtendedResponse to message 1, its result code first: RFC 4511, 4.12 and 4.14. */
function readLdap(bytes: Buffer): Answer | undefined {
  const nonsense = { is: 'nonsense' as const, length: bytes.length, text: bytes.toString('latin1', 0, 20) };
  if (bytes.length === 0) return undefined;
  const whole = tlv(bytes, 0);
  if (bytes[0] !== 0x30 || whole === 'bad') return nonsense;
  if (whole === undefined || whole.end > bytes.length) return undefined;
  const id = tlv(bytes, whole.start);
  if (id === undefined || id === 'bad') return nonsense;
  const response = tlv(bytes, id.end);
  if (bytes[id.end] !== 0x78 || response === undefined || response === 'bad') return nonsense;
  if (bytes[response.start] !== 0x0a || bytes[response.start + 1] !== 1) return nonsense;
  const code = bytes[response.start + 2];
  return { is: code === 0 ? 'go on' : 'no', length: whole.end, text: `result code ${code}` };
}

/** Where a value of BER begins and ends; undefined while its length has not come. */
function tlv(bytes: Buffer, at: number): { readonly start: number; readonly end: number } | undefined | 'bad' {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const more = first - 0x80;
  if (more < 1 || more > 3) return 'bad';
  if (bytes.length < at + 2 + more) return undefined;
  return { start: at + 2 + more, end: at + 2 + more + bytes.readUIntBE(at + 2, more) };
}

/** How TLS is asked for in each protocol. */
export const DIALOGUES: Readonly<Record<StartTls, readonly Turn[]>> = {
  smtp: mail('EHLO'),
  lmtp: mail('LHLO'),
  ftp: [{ read: replies(220) }, { say: Buffer.from('AUTH TLS\r\n'), read: reply(234) }],
  imap: [
    { read: lines({ last: /^\* (?:BYE|PREAUTH)/i, yes: /^\* OK/i, line: /^\* / }) },
    { say: Buffer.from('a1 STARTTLS\r\n'), read: lines({ last: /^a1 /i, yes: /^a1 OK/i, line: /^\* / }) },
  ],
  pop3: [
    { read: lines({ last: /^-ERR/i, yes: /^\+OK/i, line: /^$/ }) },
    { say: Buffer.from('STLS\r\n'), read: lines({ last: /^-ERR/i, yes: /^\+OK/i, line: /^$/ }) },
  ],
  sieve: [
    { read: lines({ last: /^(?:NO|BYE)\b/i, yes: /^OK\b/i, line: /^"/ }) },
    { say: Buffer.from('STARTTLS\r\n'), read: lines({ last: /^(?:NO|BYE)\b/i, yes: /^OK\b/i, line: /^"/ }) },
  ],
  postgres: [{ say: Buffer.from('0000000804d2162f', 'hex'), read: readPostgres }],
  mysql: [{ read: readMysql }, { say: MYSQL_ASKS }],
  ldap: [{ say: LDAP_ASKS, read: readLdap }],
};
