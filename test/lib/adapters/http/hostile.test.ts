import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { HttpCheck } from '../../../../lib/core/kinds/http.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { checkOf, closedPort, local, type Running, serveTcp } from '../servers.ts';

const TIMEOUT_MS = 200;
const prober = socketProber();
const OK = 'HTTP/1.1 200 OK\r\n';
const ZIPPED = `${OK}content-encoding: gzip\r\n`;

const probe = (port: number, overrides: Partial<HttpCheck> = {}) =>
  prober.probe(checkOf(`http://127.0.0.1:${port}/`, { timeoutMs: TIMEOUT_MS, ...overrides }), local);

/** Writes again and again, as fast as they are taken, until the connection ends. */
const endless = (first: string, more: string | Buffer) => (socket: Socket) => {
  const next = (error?: Error | null) => {
    if (error === undefined || error === null) setImmediate(() => !socket.destroyed && socket.write(more, next));
  };
  socket.write(first, next);
};

const whole = (answer: string | Buffer) => (socket: Socket) => void socket.end(answer);
const open = (answer: string | Buffer) => (socket: Socket) => void socket.write(answer);
const zipped = (body: Buffer) => Buffer.concat([Buffer.from(`${ZIPPED}content-length: ${body.length}\r\n\r\n`), body]);

type Row = readonly [name: string, act: (socket: Socket) => void, kind: string, message: RegExp];

/** What a server does on seeing the request, and what a probe makes of it. */
const BROKEN: readonly Row[] = [
  ['silence', () => {}, 'timeout', /in firstByte, waiting for an answer/],
  [
    'a head in pieces that never ends',
    endless('HTTP/1.1 200 OK\r\n', 'x: y\r\n'.repeat(50)),
    'protocol',
    /headers are larger than 16 KB/,
  ],
  ['a header without an end', endless(`${OK}x: `, 'a'.repeat(500)), 'protocol', /headers are larger than 16 KB/],
  [
    'a reason without an end',
    endless('HTTP/1.1 200 ', 'a'.repeat(500)),
    'protocol',
    /headers are larger than 16 KB|malformed/,
  ],
  ['ten thousand headers', open(`${OK}${'a: b\r\n'.repeat(10_000)}\r\n`), 'protocol', /headers are larger than 16 KB/],
  ['a status line of another protocol', whole('HTPP/1.1 200 OK\r\n\r\n'), 'protocol', /malformed response/],
  ['a status of letters', whole('HTTP/1.1 abc OK\r\n\r\n'), 'protocol', /malformed response/],
  ['a version that does not exist', whole('HTTP/7.3 200 OK\r\n\r\n'), 'protocol', /malformed response/],
  ['HTTP/2 unasked', whole(Buffer.from('000012040000000000', 'hex')), 'protocol', /malformed response/],
  ['a greeting of SMTP', open('220 mail.example ESMTP\r\n'), 'protocol', /malformed response/],
  ['no line at all', whole('\r\n\r\n\r\n'), 'protocol', /closed|malformed/],
  ['half a status line', whole('HTTP/1.1 20'), 'protocol', /closed/],
  ['half a head', whole(`${OK}content-type: te`), 'protocol', /closed/],
  ['a header with a NUL', whole(`${OK}x: a\0b\r\n\r\n`), 'protocol', /malformed response/],
  ['a header without a colon', whole(`${OK}what is this\r\n\r\n`), 'protocol', /malformed response/],
  ['a folded header name', whole(`${OK}: empty\r\n\r\n`), 'protocol', /malformed response/],
  ['a length that is none', whole(`${OK}content-length: many\r\n\r\nab`), 'protocol', /malformed response/],
  ['a length below zero', whole(`${OK}content-length: -2\r\n\r\nab`), 'protocol', /malformed response/],
  [
    'a length beyond all numbers',
    whole(`${OK}content-length: ${'9'.repeat(30)}\r\n\r\nab`),
    'protocol',
    /malformed response/,
  ],
  ['two lengths', whole(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nabc`), 'protocol', /malformed response/],
  [
    'a length and chunks',
    whole(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    'protocol',
    /malformed response/,
  ],
  [
    'a length that is a lie, and closing',
    whole(`${OK}content-length: 9\r\n\r\nab`),
    'protocol',
    /incomplete response: the connection was closed after 2 of 9 bytes of the body/,
  ],
  [
    'a length that is a lie, and silence',
    open(`${OK}content-length: 9\r\n\r\nab`),
    'timeout',
    /in transfer, reading the response/,
  ],
  ['a length above what is read', open(`${OK}content-length: 300000\r\n\r\n`), 'protocol', /larger than 256 KB/],
  ['a body without an end', endless(`${OK}\r\n`, 'x'.repeat(16_384)), 'protocol', /larger than 256 KB/],
  [
    'chunks without an end',
    endless(`${OK}transfer-encoding: chunked\r\n\r\n`, `4000\r\n${'x'.repeat(16_384)}\r\n`),
    'protocol',
    /larger than 256 KB/,
  ],
  [
    'a chunk of no size',
    whole(`${OK}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n`),
    'protocol',
    /malformed response/,
  ],
  [
    'a chunk that is longer than it says',
    whole(`${OK}transfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n`),
    'protocol',
    /malformed response/,
  ],
  [
    'a chunk of a size beyond all numbers',
    whole(`${OK}transfer-encoding: chunked\r\n\r\n${'f'.repeat(20)}\r\n`),
    'protocol',
    /malformed response/,
  ],
  [
    'an extension of a chunk without an end',
    endless(`${OK}transfer-encoding: chunked\r\n\r\n1;`, 'a'.repeat(1_024)),
    'protocol',
    /malformed response|larger/,
  ],
  [
    'a trailer without an end',
    endless(`${OK}transfer-encoding: chunked\r\n\r\n0\r\nx: `, 'a'.repeat(1_024)),
    'protocol',
    /larger than 16 KB|malformed/,
  ],
  [
    'half of the chunks',
    whole(`${OK}transfer-encoding: chunked\r\n\r\n5\r\nab`),
    'protocol',
    /incomplete response|closed before the response/,
  ],
  [
    'informational answers without an end',
    endless('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
    'protocol',
    /informational/,
  ],
  ['100 and then silence', open('HTTP/1.1 100 Continue\r\n\r\n'), 'timeout', /timed out/],
  [
    'another protocol',
    open('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nzzz'),
    'protocol',
    /switched protocols/,
  ],
  ['101 without saying to what', whole('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 'protocol', /./],
  ['a bomb of gzip', whole(zipped(gzipSync(Buffer.alloc(50_000_000)))), 'protocol', /larger than 256 KB/],
  [
    'a bomb of brotli',
    whole(
      Buffer.concat([Buffer.from(`${OK}content-encoding: br\r\n\r\n`), brotliCompressSync(Buffer.alloc(5_000_000))]),
    ),
    'protocol',
    /larger than 256 KB/,
  ],
  [
    'a bomb in a bomb',
    whole(
      Buffer.concat([
        Buffer.from(`${OK}content-encoding: deflate, gzip\r\n\r\n`),
        gzipSync(deflateSync(Buffer.alloc(5_000_000))),
      ]),
    ),
    'protocol',
    /larger than 256 KB/,
  ],
  ['gzip that is none', whole(zipped(Buffer.from('hello'))), 'protocol', /not valid gzip/],
  ['gzip cut off', whole(zipped(gzipSync('hello world').subarray(0, 12))), 'protocol', /not valid gzip/],
  ['a reset within the head', (socket) => void socket.write(OK, () => socket.resetAndDestroy()), 'protocol', /closed/],
  [
    'a reset within the body',
    (socket) =>
      void socket.write(`${OK}content-length: 9\r\n\r\nab`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    'protocol',
    /closed/,
  ],
  ['a status of nobody', whole('HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n'), 'status', /status 999/],
  [
    'a redirect to nowhere',
    whole('HTTP/1.1 302 Found\r\nlocation: http://\r\n\r\n'),
    'protocol',
    /redirected to what is no http/,
  ],
  [
    'a redirect to a URL without an end',
    whole(`HTTP/1.1 302 Found\r\nlocation: x:${'a'.repeat(10_000)}\r\n\r\n`),
    'protocol',
    /redirected/,
  ],
];

/** What is odd and yet an answer. */
const ODD: readonly (readonly [name: string, act: (socket: Socket) => void, body: string])[] = [
  ['bytes behind the length', whole(`${OK}content-length: 2\r\n\r\nokGARBAGE`), 'ok'],
  ['another answer behind it', open(`${OK}content-length: 2\r\n\r\nok${OK}content-length: 2\r\n\r\nno`), 'ok'],
  ['bytes behind the last chunk', whole(`${OK}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nGARBAGE`), 'ok'],
  [
    'some informational answers before it',
    whole(`HTTP/1.1 103 Early Hints\r\n\r\n${OK}content-length: 2\r\n\r\nok`),
    'ok',
  ],
  ['no reason', whole('HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok'), 'ok'],
  ['HTTP/1.0 without a length', whole('HTTP/1.0 200 OK\r\n\r\nok'), 'ok'],
  ['a byte at a time', (socket) => drip(socket, `${OK}content-length: 2\r\n\r\nok`), 'ok'],
  ['an encoding that nobody knows', whole(`${OK}content-encoding: rot13\r\ncontent-length: 2\r\n\r\nok`), 'ok'],
  [
    'a charset that nobody knows',
    whole(`${OK}content-type: a/b; charset=klingon\r\ncontent-length: 2\r\n\r\nok`),
    'ok',
  ],
  [
    'layers of encodings',
    whole(Buffer.concat([Buffer.from(`${OK}content-encoding: deflate, gzip\r\n\r\n`), gzipSync(deflateSync('ok'))])),
    'ok',
  ],
  ['bytes behind gzip', whole(zipped(Buffer.concat([gzipSync('ok'), Buffer.from('\0\0\0')]))), 'ok'],
];

function drip(socket: Socket, text: string): void {
  if (text === '' || socket.destroyed) return;
  socket.write(text.slice(0, 1), () => setImmediate(() => drip(socket, text.slice(1))));
}

// The first probe of a process loads its kind, which is no part of what is timed below.
beforeAll(async () => void (await probe(await closedPort())));

describe('a server that answers with', () => {
  test.each(BROKEN)('%s', async (_, act, kind, message) => {
    const server = await serveTcp((socket) => void socket.once('data', () => act(socket)));
    const startedAt = performance.now();
    const result = await probe(server.port);
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 100);
    expect(result.outcome).toBe('fail');
    expect(result.failure?.kind, result.failure?.message).toBe(kind);
    expect(result.failure?.message).toMatch(message);
    expect(result.failure?.message.length).toBeLessThan(500);
    await expect.poll(server.open, { interval: 4 }).toBe(0);
  });

  test.each(ODD)('%s gives the answer', async (_, act, body) => {
    const server = await serveTcp((socket) => void socket.once('data', () => act(socket)));
    const equals = { on: 'bodyText', condition: { is: 'equals', value: body } } as const;
    const probes = [1, 2, 3].map(() => probe(server.port, { timeoutMs: 1_000, expect: [equals] }));
    for (const { outcome, failure } of await Promise.all(probes)) expect(outcome, failure?.message).toBe('pass');
    await expect.poll(server.open, { interval: 4 }).toBe(0);
  });

  test('an answer before the request is whole, and no more reading', async () => {
    const server = await serveTcp((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n');
        // A socket that is not read does not see that it was closed.
        setTimeout(() => socket.resume(), 40);
      });
    });
    const { failure, status } = await probe(server.port, {
      method: 'POST',
      body: 'x'.repeat(5_000_000),
      timeoutMs: 1_000,
    });
    expect(status).toBe(413);
    expect(failure?.kind).toBe('status');
    await expect.poll(server.open, { interval: 4 }).toBe(0);
  });
});

describe('whatever bytes come', () => {
  const KINDS = new Set(['protocol', 'status', 'timeout', 'assertion', 'connect', 'guard', 'dns']);
  const VALID = [
    `${OK}content-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}`,
    `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\na: b\r\n\r\n`,
    'HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 0\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    zipped(gzipSync('{"ok":true}')).toString('latin1'),
    'HTTP/1.0 500 Oops\r\nset-cookie: a=b\r\nset-cookie: c=d\r\n\r\nhello',
  ].map((text) => Buffer.from(text, 'latin1'));

  type Edit = { readonly at: number; readonly cut: number; readonly put: Uint8Array };
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(8),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom('\r\n', '\r\n\r\n', '0', ':', '\0', 'HTTP/1.1 ').map((t) => Buffer.from(t)),
    ),
  });
  const apply = (bytes: Buffer, { at, cut, put }: Edit) => {
    const from = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
  };
  const mutated = fc
    .tuple(fc.constantFrom(...VALID), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([valid, edits]) => edits.reduce(apply, valid));
  const answer = fc.record({
    bytes: fc.oneof({ weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) }, { weight: 4, arbitrary: mutated }),
    ending: fc.constantFrom('end', 'reset', 'open'),
    pieces: fc.integer({ min: 1, max: 3 }),
  });

  test('a probe never crashes, hangs, is late, keeps a connection, or takes it for its own fault', async () => {
    let answers: readonly { readonly bytes: Uint8Array; readonly ending: string; readonly pieces: number }[] = [];
    let asked = 0;
    let judged = 0;
    const server: Running = await serveTcp((socket) => {
      socket.once('data', (request: Buffer) => {
        const index = Number(/^GET \/(\d+)/.exec(request.toString('latin1'))?.[1] ?? asked);
        asked += 1;
        const one = answers[index % answers.length];
        if (one === undefined) return;
        const step = Math.ceil(one.bytes.length / one.pieces) || 1;
        for (let at = 0; at < one.bytes.length; at += step) socket.write(one.bytes.subarray(at, at + step));
        if (one.ending === 'end') socket.end();
        if (one.ending === 'reset') setImmediate(() => socket.resetAndDestroy());
      });
    });
    const property = fc.asyncProperty(fc.array(answer, { minLength: 20, maxLength: 20 }), async (all) => {
      answers = all;
      const results = await Promise.all(
        all.map(async (_, index): Promise<Result> => {
          const startedAt = performance.now();
          const result = await prober.probe(
            checkOf(`http://127.0.0.1:${server.port}/${index}`, { timeoutMs: 120 }),
            local,
          );
          expect(performance.now() - startedAt).toBeLessThan(220);
          return result;
        }),
      );
      for (const { outcome, failure } of results) {
        judged += 1;
        expect(['pass', 'fail']).toContain(outcome);
        if (failure !== undefined) expect(KINDS, failure.message).toContain(failure.kind);
        if (failure !== undefined) expect(failure.message.length).toBeLessThan(600);
      }
    });
    await fc.assert(property, { numRuns: 12 });
    expect(judged).toBeGreaterThanOrEqual(240);
    await expect.poll(server.open, { interval: 4 }).toBe(0);
  });
});
