import type { Socket } from 'node:net';
import { bodyText, certificate, type TcpOptions, tcp, tlsProtocol } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileTcp } from '../../../../lib/core/kinds/tcp.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { closedPort, commonOf, local, serveTcp } from '../servers.ts';
import { chain, identity, serveTls } from '../tls/tls-servers.ts';

const prober = socketProber({
  ca: chain('root.pem'),
  secrets: { read: async ({ name }) => `value of ${name}` },
});

async function probe(port: number, options: Partial<TcpOptions> = {}, timeoutMs = 1_000): Promise<Result> {
  const check = {
    ...commonOf({ timeoutMs, expect: options.expect ?? [] }),
    ...compileTcp(tcp('db', { host: 'localhost', port, ...options })),
  };
  return await prober.probe(check, local);
}

/** A server that says its greeting, and answers each line. */
async function serveLines(greeting: string, answers: Readonly<Record<string, string>> = {}) {
  const heard: string[] = [];
  const running = await serveTcp((socket) => {
    socket.write(greeting);
    let rest = '';
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end).trimEnd();
        rest = rest.slice(end + 1);
        heard.push(line);
        const answer = answers[line];
        if (answer !== undefined) socket.write(answer, 'latin1');
      }
    });
  });
  return { ...running, heard };
}

/** Fails as said, in time, and closes what it opened. */
async function expectFailure(
  { port, open }: { port: number; open(): number },
  options: Partial<TcpOptions>,
  { kind, message }: { kind: string; message: RegExp },
) {
  const begin = performance.now();
  const { failure, outcome } = await probe(port, options, 200);
  expect(performance.now() - begin).toBeLessThan(300);
  expect({ outcome, kind: failure?.kind }, failure?.message).toEqual({ outcome: 'fail', kind });
  expect(failure?.message).toMatch(message);
  expect(failure?.message.length).toBeLessThan(500);
  await expect.poll(open, { interval: 5 }).toBe(0);
  return failure;
}

describe('a tcp check without a script', () => {
  test('passes where somebody accepts the connection, and says nothing', async () => {
    let received = 0;
    const { port, open, accepted } = await serveTcp((socket) => socket.on('data', () => (received += 1)));
    const result = await probe(port);
    expect(result).toMatchObject({ outcome: 'pass', address: '127.0.0.1' });
    expect(Object.keys(result.phases)).toEqual(['dns', 'tcp']);
    await expect.poll(open, { interval: 5 }).toBe(0);
    expect([accepted(), received]).toEqual([1, 0]);
  });

  test('fails of kind connect where nobody listens, or who listens drops it', async () => {
    const refused = (await probe(await closedPort())).failure;
    expect(refused).toMatchObject({ kind: 'connect', actual: 'ECONNREFUSED' });
    const { port } = await serveTcp((socket) => socket.resetAndDestroy());
    expect((await probe(port)).failure?.kind).toBe('connect');
  });

  test('is refused an address that its region may not reach', async () => {
    const { port, accepted } = await serveTcp((socket) => socket.resume());
    const check = { ...commonOf(), ...compileTcp(tcp('db', { host: 'localhost', port })) };
    const { failure } = await prober.probe(check, { ...local, region: { name: 'eu-west-1', allow: [] } });
    expect(failure?.kind).toBe('guard');
    expect(accepted()).toBe(0);
  });

  test('looks at the certificate, over TLS', async () => {
    const { port } = await serveTls();
    const expectations = [certificate('names').contains('localhost'), tlsProtocol().equals('TLSv1.3')];
    expect((await probe(port, { tls: true, expect: expectations })).outcome).toBe('pass');
    const plain = await serveTcp((socket) => socket.end('220 hi\r\n'));
    expect((await probe(plain.port, { tls: true })).failure?.kind).toBe('tls');
    const expired = await serveTls(identity('../expired'));
    expect((await probe(expired.port, { tls: { ca: chain('../ca.pem') } })).failure?.actual).toBe('CERT_HAS_EXPIRED');
    expect((await probe(expired.port, { tls: { insecure: true } })).outcome).toBe('pass');
  });
});

describe('a tcp check with a script', () => {
  const script = [
    { expect: /^220 (\S+)/ },
    { send: 'EHLO probe\r\n' },
    { expect: /^250 / },
    { send: 'QUIT\r\n' },
    { expect: '221' },
  ] as const;

  test('says and hears its steps in order; all that came is the body', async () => {
    const answers = { 'EHLO probe': '250-one\r\n250-two\r\n250 three\r\n', QUIT: '221 bye\r\n' };
    const { port, open, heard } = await serveLines('220-wait\r\n220 mail.example\r\n', answers);
    const whole = '220-wait\r\n220 mail.example\r\n250-one\r\n250-two\r\n250 three\r\n221 bye\r\n';
    const result = await probe(port, { script, expect: [bodyText().equals(whole)] });
    expect(result.failure).toBeUndefined();
    expect(Object.keys(result.phases)).toEqual(['dns', 'tcp', 'firstByte', 'transfer']);
    expect(heard).toEqual(['EHLO probe', 'QUIT']);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test('runs over TLS as well', async () => {
    const { port } = await serveTls({ onSocket: (socket) => socket.resume().write('220 mail.example\r\n') });
    expect((await probe(port, { tls: true, script: [{ expect: '220' }] })).outcome).toBe('pass');
  });

  test('times the first byte of a greeting from the connection on', async () => {
    const { port } = await serveTcp((socket) => setTimeout(() => socket.resume().write('hello\n'), 60));
    const { phases, outcome } = await probe(port, { script: [{ expect: 'hello' }] });
    expect(outcome).toBe('pass');
    expect(phases.firstByte).toBeGreaterThan(50);
    expect(phases.firstByte).toBeLessThan(150);
  });

  test('takes an answer that comes byte by byte, in characters cut in two', async () => {
    const { port } = await serveTcp((socket) => {
      const bytes = [...Buffer.from('grüß gött €5\n')];
      const timer = setInterval(() => {
        const byte = bytes.shift();
        if (byte === undefined || socket.destroyed) clearInterval(timer);
        else socket.write(Buffer.from([byte]));
      }, 2);
      socket.resume();
    });
    const result = await probe(port, { script: [{ expect: /ü.* gött/ }, { expect: '€' }, { expect: /5$/ }] });
    expect(result.failure).toBeUndefined();
  });

  test('sends and expects bytes', async () => {
    const { port } = await serveTcp((socket) =>
      socket.once('data', (bytes) => socket.write(Buffer.from([0xff, 0x00, ...bytes]))),
    );
    const steps = [{ send: { hex: 'de ad BE ef' } }, { expect: { hex: 'ff00dead' } }, { expect: { base64: 'vu8=' } }];
    expect((await probe(port, { script: steps })).outcome).toBe('pass');
  });

  test('reads what is no UTF-8 as one character a byte', async () => {
    const { port } = await serveTcp((socket) => socket.resume().write(Buffer.from('caf\xe9 \xff ok\n', 'latin1')));
    expect((await probe(port, { script: [{ expect: /caf\u00e9/ }, { expect: /ok$/ }] })).outcome).toBe('pass');
  });

  test('matches a pattern at the ends of lines, also behind what was found before', async () => {
    const { port } = await serveLines('+OK one +OK\r\n', { LIST: '-ERR no +OK\r\n' });
    const steps = [{ expect: /\+OK$/ }, { send: 'LIST\r\n' }, { expect: /^\+OK/ }];
    const { failure } = await probe(port, { script: steps }, 200);
    expect(failure).toMatchObject({ kind: 'assertion', actual: '"-ERR no +OK\\r\\n"' });
  });

  test('sends secrets, and shows none that comes back', async () => {
    const { port, heard } = await serveLines('hello\n', { 'AUTH value of /pw': 'who is value of /pw?\n' });
    const { secret, template } = await import('killdeer');
    const steps = [{ expect: 'hello' }, { send: template`AUTH ${secret('/pw')}\r\n` }, { expect: 'welcome' }];
    const { failure } = await probe(port, { script: steps }, 200);
    expect(heard).toEqual(['AUTH value of /pw']);
    expect(failure?.message).toContain('who is');
    expect(JSON.stringify(failure)).not.toContain('value of');
  });
});

describe('a server that does not play its part fails the step', () => {
  const greet = { script: [{ expect: /^220/ }] };
  const dialogue = { script: [{ expect: /^220/ }, { send: 'EHLO a\r\n' }, { expect: /^250/ }] };

  test('where it is silent, of kind timeout', async () => {
    await expectFailure(await serveTcp((socket) => socket.resume()), greet, {
      kind: 'timeout',
      message: /^timed out after 200ms in step 1 of 1: expected \/\^220\/, got nothing$/,
    });
  });

  test('where it answers something else, of kind assertion', async () => {
    const failure = await expectFailure(await serveLines('220 hi\r\n', { 'EHLO a': '554 no\r\n' }), dialogue, {
      kind: 'assertion',
      message: /^step 3 of 3: expected \/\^250\/, got "554 no\\r\\n", and nothing else within 200ms$/,
    });
    expect(failure).toMatchObject({ expected: '/^250/', actual: '"554 no\\r\\n"' });
  });

  test('where it closes behind a wrong answer, of kind assertion', async () => {
    await expectFailure(await serveTcp((socket) => socket.resume().end('554 go away\r\n')), greet, {
      kind: 'assertion',
      message: /got "554 go away\\r\\n", and then the connection was closed \(EOF\)$/,
    });
  });

  test('where it drops the connection without a word, of kind connect', async () => {
    await expectFailure(await serveTcp((socket) => socket.end()), greet, {
      kind: 'connect',
      message: /step 1 of 1.*closed/,
    });
    await expectFailure(await serveTcp((socket) => socket.resetAndDestroy()), greet, {
      kind: 'connect',
      message: /ECONNRESET/,
    });
  });

  test('where it resets in the middle, of kind protocol', async () => {
    const reset = (socket: Socket) => {
      socket.write('220 hi\r\n');
      socket.once('data', () => socket.resetAndDestroy());
    };
    await expectFailure(await serveTcp(reset), dialogue, { kind: 'protocol', message: /^step 3 of 3.*ECONNRESET/ });
  });

  test('where a slow one has not come to the end of its line, of kind timeout', async () => {
    const drip = (socket: Socket) => {
      const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('2')), 20);
      socket.resume();
    };
    await expectFailure(await serveTcp(drip), greet, { kind: 'timeout', message: /expected \/\^220\/, got "2+"$/ });
  });

  test('where it never ends, of kind protocol', async () => {
    const flood = (socket: Socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(10_000)));
      };
      socket.on('drain', more).resume();
      more();
    };
    await expectFailure(await serveTcp(flood), greet, { kind: 'protocol', message: /more than 64 KB/ });
  });

  test('where a pattern takes years over what it sent, of kind assertion', async () => {
    const trap = await serveTcp((socket) => socket.resume().write(`${'a'.repeat(60)}!\n`));
    await expectFailure(
      trap,
      { script: [{ expect: /^(a+)+$/ }] },
      { kind: 'assertion', message: /took longer than 100ms/ },
    );
  });

  test('where it reads nothing of what is sent, of kind timeout', async () => {
    const deaf = await serveTcp((socket) => setTimeout(() => socket.resume(), 300));
    const script = Array.from({ length: 50 }, () => ({ send: 'x'.repeat(65_536) }));
    await expectFailure(
      deaf,
      { script: [...script, ...script] },
      { kind: 'timeout', message: /in step \d+ of 100: the server does not take/ },
    );
  });

  test('where it wants a client certificate, of kind tls', async () => {
    const mutual = await serveTls({ requestCert: true, rejectUnauthorized: true, ca: chain('root.pem') });
    const { failure } = await probe(mutual.port, { tls: true, script: [{ expect: 'hello' }] });
    expect(failure?.kind, failure?.message).toBe('tls');
    expect(failure?.message).toMatch(/CERTIFICATE_REQUIRED/);
  });

  test('and 20 of each leave nothing open', async () => {
    const { port, open, accepted } = await serveLines('554 no\r\n');
    await Promise.all(Array.from({ length: 20 }, () => probe(port, greet, 100)));
    expect(accepted()).toBe(20);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });
});
