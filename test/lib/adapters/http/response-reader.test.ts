import { type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkDecoder } from '../../../../lib/adapters/http/chunks.ts';
import { BODY_CAP, responseReader } from '../../../../lib/adapters/http/response-reader.ts';
import { ProbeFailure } from '../../../../lib/adapters/probe/probe-failure.ts';
import { redactResult } from '../../../../lib/core/redact.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

type Read =
  | { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }
  | 'none';

/** What the reader makes of bytes that come in pieces, and of the end of the connection behind them. */
function read(pieces: readonly Uint8Array[], method = 'GET'): Read {
  const reader = responseReader({ method, onHead: () => true });
  try {
    for (const piece of pieces) {
      const answer = reader.push(Buffer.from(piece));
      if (answer !== undefined) return shown(answer);
    }
    return shown(reader.end());
  } catch (error) {
    if (error instanceof ProbeFailure || (error as { code?: string }).code === 'EOF') return 'none';
    throw error;
  }
}

function shown({ status, headers, body }: { status: number; headers: Readonly<Record<string, string>>; body: Buffer }) {
  return { status, headers: { ...headers }, body: body.toString('latin1') };
}

/** What Node's own parser makes of the same. */
function readByNode(pieces: readonly Uint8Array[], method = 'GET'): Promise<Read> {
  return new Promise((resolve) => {
    const socket = new Duplex({ read() {}, write: (_, __, done) => done() });
    const outgoing = request({ createConnection: () => socket, method, maxHeaderSize: 16 * 1024 });
    let answer: IncomingMessage | undefined;
    // Bytes behind a whole answer are an error to it, which comes with or after the answer.
    const none = () => answer?.complete !== true && resolve('none');
    outgoing.on('error', none).once('upgrade', none).once('close', none);
    outgoing.once('response', (incoming) => {
      answer = incoming;
      const { statusCode: status = 0, headers } = incoming;
      if (status === 101) return none();
      outgoing.off('close', none);
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', none);
      incoming.once('end', () =>
        resolve({ status, headers: flat(headers), body: Buffer.concat(chunks).toString('latin1') }),
      );
    });
    outgoing.end();
    setImmediate(() => {
      for (const piece of pieces) socket.push(piece);
      socket.push(null);
    });
  });
}

function flat(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

const text = (...pieces: readonly string[]) => pieces.map((piece) => Buffer.from(piece, 'latin1'));

describe('an answer', () => {
  test.each([
    ['with a length', `${OK}content-length: 2\r\n\r\nokGARBAGE`, 'ok'],
    [
      'in chunks',
      `${OK}transfer-encoding: chunked\r\n\r\n2;a=b\r\nok\r\n1\r\n!\r\n0\r\ntrailer: x\r\n\r\nGARBAGE`,
      'ok!',
    ],
    ['up to the end of the connection', `${OK}\r\nok`, 'ok'],
    ['encoded by something else at last', `${OK}transfer-encoding: chunked, gzip\r\n\r\nok`, 'ok'],
    ['that has no body', 'HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok', ''],
    [
      'behind informational ones',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\na: b\r\n\r\n${OK}content-length: 2\r\n\r\nok`,
      'ok',
    ],
  ])('%s is read, in whatever pieces it comes', (_, bytes, body) => {
    expect(read(text(bytes))).toMatchObject({ body });
    expect(read(text(...bytes))).toMatchObject({ body });
  });

  test('to HEAD has no body, whatever it says of one', () => {
    expect(read(text(`${OK}content-length: 7\r\n\r\n`), 'HEAD')).toMatchObject({ body: '' });
    expect(read(text(`${OK}transfer-encoding: chunked\r\n\r\n`), 'HEAD')).toMatchObject({ body: '' });
  });

  test('is whole as soon as it can be, not only at the end of the connection', () => {
    const reader = responseReader({ method: 'GET', onHead: () => true });
    expect(reader.push(Buffer.from(`${OK}content-length: 2\r\n\r\no`))).toBeUndefined();
    expect(reader.push(Buffer.from('k'))?.body.toString()).toBe('ok');
  });

  test('of which no body is wanted ends with its head', () => {
    const reader = responseReader({ method: 'GET', onHead: () => false });
    expect(reader.push(Buffer.from(`${OK}content-length: 999999\r\n\r\n`))).toMatchObject({ status: 200 });
  });

  test('joins what comes several times by commas, keeps the first of what has one value, and each cookie', () => {
    const reader = responseReader({ method: 'GET', onHead: () => true });
    const head = 'Vary: a\r\nvary: b\r\nETag: 1\r\netag: 2\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nconstructor: c\r\n';
    const answer = reader.push(Buffer.from(`${OK}${head}content-length: 0\r\n\r\n`));
    expect(answer?.headers).toMatchObject({ vary: 'a, b', etag: '1', 'set-cookie': 'a=1, b=2', constructor: 'c' });
    expect(answer?.cookies).toEqual(['a=1', 'b=2']);
  });

  test.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'its first line is none of HTTP/1: "SSH-2.0-OpenSSH_9.6"'],
    [
      'has a first line of nonsense, and stops',
      'HTTP/1.1 abc OK\r\n',
      'its first line is none of HTTP/1: "HTTP/1.1 abc OK"',
    ],
    [
      'ends its lines with LF alone, and stops',
      'HTTP/1.1 200 OK\nx',
      'its first line is none|does not end with CR and LF',
    ],
    ['has a status below 100', 'HTTP/1.1 099 Low\r\n\r\n', 'its first line is none of HTTP/1: "HTTP/1.1 099 Low"'],
    ['has two lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n`, 'it names its length twice: "2, 3"'],
    ['has a header without a colon', `${OK}what is this\r\n\r\n`, 'a line of its head is no header: "what is this"'],
    ['has a space before the colon', `${OK}x : y\r\n\r\n`, 'a line of its head is no header: "x : y"'],
    ['has a folded line', `${OK}x: y\r\n z\r\n\r\n`, 'a line of its head is no header: "…z…"'],
    ['has a length of letters', `${OK}content-length: 2a\r\n\r\n`, 'its length is none that a body can have: "2a"'],
    [
      'has a chunk without a size',
      `${OK}transfer-encoding: chunked\r\n\r\n;x\r\n`,
      'a chunk has no size that it can have: ";x"',
    ],
    ['has a chunk that is too long', `${OK}transfer-encoding: chunked\r\n\r\n2\r\nabc`, 'longer than it says: "…c…"'],
  ])('that %s is said to be malformed, with what came', (_, bytes, message) => {
    const reader = responseReader({ method: 'GET', onHead: () => true });
    expect(() => reader.push(Buffer.from(bytes))).toThrow(new RegExp(message.replace(/[\\"]/g, '\\$&')));
  });

  test('keeps nothing of what stands between its chunks', () => {
    const kept = new Set<ArrayBufferLike>();
    const decode = chunkDecoder(({ buffer }) => kept.add(buffer));
    for (let times = 0; times < 100; times += 1) decode(Buffer.from(`1;${'a'.repeat(16_000)}\r\nx\r\n`.repeat(5)));
    expect([...kept].reduce((bytes, { byteLength }) => bytes + byteLength, 0)).toBeLessThan(500_000);
  });

  test('has no trailers without an end', () => {
    const reader = responseReader({ method: 'GET', onHead: () => true });
    reader.push(Buffer.from(`${OK}transfer-encoding: chunked\r\n\r\n0\r\n`));
    expect(() => reader.push(Buffer.from('x: y\r\n'.repeat(10_000)))).toThrow('headers are larger than 16 KB');
  });

  test('keeps no more of a body than a probe reads', () => {
    const reader = responseReader({ method: 'GET', onHead: () => true });
    reader.push(Buffer.from(`${OK}\r\n`));
    expect(reader.push(Buffer.alloc(BODY_CAP))).toBeUndefined();
    expect(() => reader.push(Buffer.alloc(1))).toThrow('larger than 256 KB');
  });
});

describe('of a secret that a server echoes where no answer is', () => {
  const SECRET = Array.from({ length: 300 }, (_, index) => ((index * index * 7919 + 13) % 36).toString(36)).join('');
  const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

  const shownOf = (secret: string, ...pieces: readonly string[]): string => {
    const reader = responseReader({ method: 'GET', onHead: () => true });
    try {
      for (const piece of text(...pieces)) reader.push(piece);
    } catch (error) {
      const { failure } = error as ProbeFailure;
      const result = { id: 'api', outcome: 'fail', total: 1, phases: {}, attempts: 1, failure } as const;
      return JSON.stringify(redactResult(result, [secret]).failure);
    }
    throw new Error('nothing was wrong with it');
  };

  const half = (text: string) => text.length >> 1;
  const asIs = (text: string) => text;
  const inBase64 = (text: string) => btoa(text);

  test.each([
    ['a short one', 'hunter2!', asIs],
    ['a long one', SECRET, asIs],
    ['one in base64', 'Tr0ub4dor and a horse', inBase64],
  ])('%s, a part is struck as the whole is, wherever its text was cut', (_, secret, form) => {
    const echo = form(secret);
    const cuts = [
      [echo.slice(0, half(echo))],
      [`${CHUNKED}${half(echo).toString(16)}\r\n${echo}\r\n`],
      [`${CHUNKED}${half(echo).toString(16)}\r\n${echo.slice(0, half(echo))}`, echo.slice(half(echo))],
      [`${CHUNKED}${echo.slice(0, half(echo))}\n${echo.slice(half(echo))}`],
      [`${OK}x: ${echo.slice(0, half(echo))}\n${echo.slice(half(echo))}`],
      [`${OK}x: ${echo.slice(0, half(echo))}\r\n ${echo.slice(half(echo))}\r\n\r\n`],
      ['x'.repeat(90) + echo],
    ];
    for (const pieces of cuts) {
      const shown = shownOf(secret, ...pieces);
      expect(shown).toContain('malformed response');
      for (let at = 0; at + 4 <= echo.length; at += 1) expect(shown).not.toContain(echo.slice(at, at + 4));
    }
  });
});

describe("beside Node's own parser", () => {
  test.each([
    [1, 16_384],
    [400, 16_384],
    [400, 18_000],
  ])('as many bytes of %i headers are taken, about %i', async (lines, size) => {
    let taken = 0;
    for (const off of [-2, -1, 0, 1]) {
      const value = 'a'.repeat(Math.floor((size + off) / lines) - 5);
      const rest = 'b'.repeat((size + off) % lines);
      const head = `${`x-abc: ${value}\r\n`.repeat(lines).replace(/\r\n$/, rest)}\r\n`;
      const pieces = text(`HTTP/1.1 200\r\n${head}\r\n`);
      const own = read(pieces);
      expect(own).toEqual(await readByNode(pieces));
      if (own !== 'none') taken += 1;
    }
    expect(taken).toBe(size > 16_384 ? 0 : 2);
  });

  const LINES = [
    'content-length: 5',
    'transfer-encoding: chunked',
    'transfer-encoding: gzip, chunked',
    'x: y',
    'etag: "a"',
  ]
    .concat(['set-cookie: a=b', 'connection: close', 'X-Odd:\tvalue \t', 'vary: a', 'vary: b', 'upgrade: h2c'])
    .concat(['content-length: 05', 'cookie: a', 'cookie: b', 'location: /', '__proto__: x', 'x:', 'age: 1', 'age: 2']);
  const first = fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.0 404 Not Found',
    'HTTP/1.1 204',
    'HTTP/1.1 304 ',
    'HTTP/2.0 200 OK',
  );
  const head = fc
    .tuple(first, fc.array(fc.constantFrom(...LINES), { maxLength: 5 }))
    .map(([line, lines]) => [line, ...lines].join('\r\n'));
  const body = fc.constantFrom(
    'hello',
    'hello world',
    'hel',
    '',
    '5\r\nhello\r\n0\r\n\r\n',
    '5;a=b\r\nhello\r\n2\r\n..\r\n00\r\nx: y\r\n\r\nmore',
  );
  const before = fc.constantFrom(
    '',
    '',
    '',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
  );
  const valid = fc
    .tuple(before, head, body)
    .map(([early, top, rest]) => Buffer.from(`${early}${top}\r\n\r\n${rest}`, 'latin1'));
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(3),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 2 }),
      fc.constantFrom('\r\n', '\r', '\n', '0', ':', ' ', '\t', ';', '\0', 'a', ',').map((put) => Buffer.from(put)),
    ),
  });
  const bytes = fc.tuple(valid, fc.array(edit, { maxLength: 3 })).map(([from, edits]) =>
    edits.reduce<Buffer>((all, { at, cut, put }) => {
      const index = Math.floor(at * all.length);
      return Buffer.concat([all.subarray(0, index), put, all.subarray(index + cut)]);
    }, from),
  );
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 });

  test('the same is taken, refused and read, whole, broken and in pieces', async () => {
    let taken = 0;
    let refused = 0;
    const property = fc.asyncProperty(bytes, cuts, fc.constantFrom('GET', 'HEAD'), async (all, shares, method) => {
      const at = [0, ...shares.map((share) => Math.floor(share * all.length)).sort((a, b) => a - b), all.length];
      const pieces = at
        .slice(1)
        .map((end, index) => all.subarray(at[index], end))
        .filter(({ length }) => length > 0);
      // Behind an informational answer of HTTP/1.0 Node closes; there is none, and no harm in reading on. And a status
      // below 100 is informational to it.
      fc.pre(!/HTTP\/(?:(?!1\.1)\d\.\d 1|\d\.\d 0)/.test(all.toString('latin1')));
      const ours = read(pieces, method);
      expect(ours).toEqual(await readByNode(pieces, method));
      if (ours === 'none') refused += 1;
      else taken += 1;
    });
    await fc.assert(property, { numRuns: 2_000 });
    expect(taken).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });
});
