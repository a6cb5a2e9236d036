import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { certificate, type StartTls, tcp, tls } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { DIALOGUES } from '../../../../lib/adapters/probe/starttls-dialogues.ts';
import { compileTcp } from '../../../../lib/core/kinds/tcp.ts';
import { compileTls } from '../../../../lib/core/kinds/tls.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { STARTTLS } from '../../../../lib/core/starttls.ts';
import { commonOf, local, serveTcp } from '../servers.ts';
import { chain, identity } from './tls-servers.ts';

const prober = socketProber({ ca: chain('root.pem') });
const secureContext = createSecureContext(identity('valid', 'intermediate'));

async function probe(port: number, starttls: StartTls, timeoutMs = 1_000): Promise<Result> {
  const check = compileTls(tls('edge', { host: 'localhost', port, starttls }));
  return await prober.probe({ ...commonOf({ timeoutMs }), ...check }, local);
}

/** What a server of a protocol says: at first, and to each thing that it hears. The last answer agrees to TLS. */
type Part = { readonly greeting?: Buffer; readonly answers: readonly (readonly [heard: RegExp, answer: Buffer])[] };

const bytes = (text: string) => Buffer.from(text, 'latin1');
const mysql = (flags: number) => {
  const body = [
    Buffer.from([10]),
    bytes('8.4.0\0'),
    Buffer.alloc(4),
    Buffer.alloc(8, 65),
    Buffer.from([0, 0xff, flags]),
  ];
  const payload = Buffer.concat([...body, Buffer.alloc(30)]);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 0]), payload]);
};

const PARTS: Readonly<Record<StartTls, Part>> = {
  smtp: {
    greeting: bytes('220-mail.example\r\n220 ready\r\n'),
    answers: [
      [/^EHLO \S+\r\n$/, bytes('250-mail.example\r\n250-STARTTLS\r\n250 SIZE\r\n')],
      [/^STARTTLS\r\n$/, bytes('220 go on\r\n')],
    ],
  },
  lmtp: {
    greeting: bytes('220 ready\r\n'),
    answers: [
      [/^LHLO \S+\r\n$/, bytes('250 mail.example\r\n')],
      [/^STARTTLS\r\n$/, bytes('220\r\n')],
    ],
  },
  imap: { greeting: bytes('* OK ready\r\n'), answers: [[/^a1 STARTTLS\r\n$/, bytes('* hi\r\na1 OK begin\r\n')]] },
  pop3: { greeting: bytes('+OK ready\r\n'), answers: [[/^STLS\r\n$/, bytes('+OK begin\r\n')]] },
  ftp: {
    greeting: bytes('220-welcome\r\n to this server\r\n220 ready\r\n'),
    answers: [[/^AUTH TLS\r\n$/, bytes('234 go on\r\n')]],
  },
  sieve: {
    greeting: bytes('"IMPLEMENTATION" "x"\r\n"STARTTLS"\r\nOK\r\n'),
    answers: [[/^STARTTLS\r\n$/, bytes('OK "begin"\r\n')]],
  },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the protocol's own bytes
  postgres: { answers: [[/^\0\0\0\x08\x04\xd2\x16\x2f$/, bytes('S')]] },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the protocol's own bytes
  mysql: { greeting: mysql(0x0a), answers: [[/^\x20\0\0\x01[\s\S]{32}$/, Buffer.alloc(0)]] },
  ldap: { answers: [[/1\.3\.6\.1\.4\.1\.1466\.20037$/, Buffer.from('300c02010178070a010004000400', 'hex')]] },
};

/** Plays its part, then shakes hands; `last` takes the place of its last answer. */
async function serve(protocol: StartTls, { last, behind = '' }: { last?: Buffer; behind?: string } = {}) {
  const heard: string[] = [];
  const running = await serveTcp((socket) => play(PARTS[protocol], socket, { heard, last, behind }));
  return { ...running, heard };
}

function play(
  { greeting, answers }: Part,
  socket: Socket,
  { heard, last, behind }: { heard: string[]; last: Buffer | undefined; behind: string },
): void {
  const left = [...answers];
  const onData = (data: Buffer) => {
    // A MySQL client's ClientHello comes right behind what asks for TLS.
    const text = data.toString('latin1', 0, greeting?.includes('8.4.0') ? 36 : data.length);
    const [wanted, answer] = left.shift() ?? [/^never$/, Buffer.alloc(0)];
    heard.push(wanted.test(text) ? 'as expected' : text);
    if (left.length > 0) socket.write(answer);
    else if (last !== undefined) socket.write(last);
    else {
      socket.off('data', onData).pause();
      if (data.length > text.length) socket.unshift(data.subarray(text.length));
      socket.write(Buffer.concat([answer, bytes(behind)]));
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => {}).on('data', () => secure.write('over TLS\r\n'));
    }
  };
  socket.on('data', onData);
  if (greeting !== undefined) socket.write(greeting);
}

describe.each(STARTTLS)('STARTTLS in %s', (protocol) => {
  test('turns the plain connection into TLS and looks at its certificate', async () => {
    const { port, open, heard, accepted } = await serve(protocol);
    const result = await probe(port, protocol);
    expect(result.failure).toBeUndefined();
    expect(Object.keys(result.phases)).toEqual(['dns', 'tcp', 'tls']);
    expect(heard).toEqual(PARTS[protocol].answers.map(() => 'as expected'));
    expect(accepted()).toBe(1);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test('takes no TLS that is preceded by more plain text', async () => {
    // MySQL says nothing behind the agreement: what comes there is no TLS.
    const { port, open } = await serve(protocol, { behind: '250 injected\r\n' });
    const { failure } = await probe(port, protocol);
    expect(failure?.kind).toBe(protocol === 'mysql' ? 'tls' : 'protocol');
    if (protocol !== 'mysql') expect(failure?.message).toMatch(/14 bytes more came in plain text, where TLS begins/);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test('fails in time where the server is silent, closes, or is another one', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const begin = performance.now();
    const timedOut = (await probe(silent.port, protocol, 150)).failure;
    expect(performance.now() - begin).toBeLessThan(250);
    expect(timedOut?.kind).toBe('timeout');
    expect(timedOut?.message).toMatch(/^timed out after 150ms in STARTTLS, waiting for the .*: got nothing$/);
    const closing = await serveTcp((socket) => socket.resume().end(bytes('2')));
    expect((await probe(closing.port, protocol, 150)).failure?.kind).toBe('protocol');
    const other = await serveTcp((socket) => socket.resume().write('HTTP/1.1 400 Bad Request\r\n\r\nNO\r\n'));
    const failure = (await probe(other.port, protocol, 150)).failure;
    expect(failure?.kind, failure?.message).toBe(protocol === 'ftp' ? 'timeout' : 'protocol');
    for (const { open } of [silent, closing, other]) await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test('reads whatever comes without an error', () => {
    const reads = DIALOGUES[protocol].flatMap(({ read }) => (read === undefined ? [] : [read]));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(8), (tail, kept) => {
        const whole = PARTS[protocol].greeting ?? PARTS[protocol].answers[0]?.[1] ?? Buffer.alloc(0);
        for (const read of reads) {
          const answer = read(Buffer.concat([whole.subarray(0, kept), tail]));
          if (answer !== undefined) expect(answer.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a server that refuses STARTTLS', () => {
  test.each([
    ['smtp', '454 TLS not available\r\n', /refused STARTTLS: 454 TLS not available/],
    ['lmtp', '502 what\r\n', /refused STARTTLS: 502/],
    ['imap', 'a1 BAD unknown\r\n', /refused STARTTLS: a1 BAD unknown/],
    ['pop3', '-ERR no\r\n', /refused STARTTLS: -ERR no/],
    ['ftp', '534 no\r\n', /refused STARTTLS: 534 no/],
    ['sieve', 'NO "no"\r\n', /refused STARTTLS: NO/],
    ['postgres', 'N', /refused STARTTLS: N/],
    ['ldap', Buffer.from('300c02010178070a013504000400', 'hex').toString('latin1'), /result code 53/],
  ] as const)('in %s fails of kind tls and is quoted', async (protocol, answer, message) => {
    const { port, open } = await serve(protocol, { last: bytes(answer) });
    const { failure } = await probe(port, protocol);
    expect(failure?.kind).toBe('tls');
    expect(failure?.message).toMatch(message);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test('as a MySQL server does that offers none', async () => {
    const { port } = await serveTcp((socket) => socket.resume().write(mysql(0x02)));
    expect((await probe(port, 'mysql')).failure).toMatchObject({ kind: 'tls', actual: 'it offers no TLS' });
  });

  test('without an end to what it says fails of kind protocol', async () => {
    const { port } = await serveTcp((socket) => socket.resume().write('220-more\r\n'.repeat(7_000)));
    expect((await probe(port, 'smtp')).failure?.message).toMatch(/waited for the greeting of smtp.*never ended/);
  });
});

test('a tcp check runs its script inside of TLS, behind STARTTLS', async () => {
  const { port, open } = await serve('smtp');
  const expectations = [certificate('names').contains('localhost')];
  const script = [{ send: 'EHLO again\r\n' }, { expect: /^over TLS$/ }];
  const check = compileTcp(tcp('mail', { host: 'localhost', port, starttls: 'smtp', script }));
  const result = await prober.probe({ ...commonOf({ expect: expectations }), ...check }, local);
  expect(result.failure).toBeUndefined();
  expect(Object.keys(result.phases)).toEqual(['dns', 'tcp', 'tls', 'firstByte', 'transfer']);
  await expect.poll(open, { interval: 5 }).toBe(0);
});
