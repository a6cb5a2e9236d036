import type { ServerHttp2Stream } from 'node:http2';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { GrpcCheck } from '../../../../lib/core/kinds/grpc.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { closedPort, fixture, listen, local, type Running, serveHttp, serveHttps, serveTcp } from '../servers.ts';
import { answer, grpcCheck, type Headers, prefixed, SERVING, serveHttp2 } from './servers.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

/** The first frame that a server sends: settings of nothing. */
const SETTINGS = [0, 0, 0, 4, 0, 0, 0, 0, 0];

/** Probes a server: the result comes within the deadline and 100 ms, and nothing stays open. */
async function probe(server: Running, overrides: Partial<GrpcCheck> = {}): Promise<Result> {
  const check = grpcCheck(server.port, { timeoutMs: 1_500, ...overrides });
  const startedAt = performance.now();
  const result = await prober.probe(check, local);
  expect(performance.now() - startedAt).toBeLessThan(check.timeoutMs + 100);
  await expect.poll(server.open, { interval: 5 }).toBe(0);
  return result;
}

const asks = (name: 'grpc.code' | 'grpc.status', value: string): GrpcCheck['expect'] => [
  { on: 'fact', name, condition: { is: 'equals', value } },
];

describe('a gRPC server', () => {
  test('that serves passes, asked as the health protocol says', async () => {
    let asked: { headers: Headers; message: Buffer } | undefined;
    const server = await serveHttp2((stream, headers, message) => {
      asked = { headers, message };
      answer(stream, SERVING);
    });
    const result = await probe(server, { service: 'shop.Cart', metadata: { 'x-key': 'abc' } });
    expect(result, result.failure?.message).toMatchObject({ outcome: 'pass', status: 200, address: '127.0.0.1' });
    expect(Object.keys(result.phases)).toEqual(['tcp', 'firstByte', 'transfer']);
    expect(asked?.message).toEqual(prefixed(Buffer.from('\x0a\x09shop.Cart')));
    expect(asked?.headers).toMatchObject({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      ':authority': `127.0.0.1:${server.port}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'killdeer/0.1.0',
      'x-key': 'abc',
    });
    expect(asked?.headers['grpc-timeout']).toMatch(/^1[0-4]\d\dm$/);
    expect(asked?.headers.traceparent).toContain(result.trace);
  });

  test.each(['localhost', '127.0.0.1'])('that serves over TLS passes by the name %s', async (host) => {
    const server = await serveHttp2((stream) => answer(stream, SERVING), 'valid');
    const result = await probe(server, { host, tls: {} });
    expect(result.outcome, result.failure?.message).toBe('pass');
    expect(result.phases.tls).toBeGreaterThan(0);
  });

  test('that takes its time is timed as firstByte', async () => {
    const server = await serveHttp2((stream) => setTimeout(() => answer(stream, SERVING), 60));
    const { outcome, phases } = await probe(server);
    expect(outcome).toBe('pass');
    expect(phases.firstByte).toBeGreaterThan(55);
    expect(phases.firstByte).toBeLessThan(200);
  });

  test('tells of its certificate, where it is asked', async () => {
    const server = await serveHttp2((stream) => answer(stream, SERVING), 'valid');
    const expectations: GrpcCheck['expect'] = [
      { on: 'fact', name: 'certificate.daysLeft', condition: { is: 'atLeast', value: 1_000 } },
      { on: 'fact', name: 'tls.protocol', condition: { is: 'equals', value: 'TLSv1.3' } },
    ];
    const result = await probe(server, { host: 'localhost', tls: {}, expect: expectations });
    expect(result.outcome, result.failure?.message).toBe('pass');
  });

  test('whose certificate has expired fails of kind tls', async () => {
    const server = await serveHttp2((stream) => answer(stream, SERVING), 'expired');
    expect((await probe(server, { host: 'localhost', tls: {} })).failure).toMatchObject({
      kind: 'tls',
      actual: 'CERT_HAS_EXPIRED',
    });
  });

  test.each([
    ['says nothing of itself', prefixed([]), 'UNKNOWN'],
    ['does not serve', prefixed([0x08, 2]), 'NOT_SERVING'],
    ['knows no such service', prefixed([0x08, 3]), 'SERVICE_UNKNOWN'],
    ['says a number of its own', prefixed([0x08, 0x96, 0x01]), '150'],
    ['says a negative number', prefixed([0x08, ...Array.from({ length: 9 }, () => 0xff), 0x01]), '-1'],
    ['says it twice', prefixed([0x08, 1, 0x08, 2]), 'NOT_SERVING'],
  ])('that %s fails of kind assertion, and passes where that is expected', async (_, body, status) => {
    const server = await serveHttp2((stream) => answer(stream, body));
    const { outcome, failure } = await probe(server);
    expect(outcome).toBe('fail');
    expect(failure).toMatchObject({ kind: 'assertion', message: `grpc.status is "${status}", expected "SERVING"` });
    expect(await probe(server, { expect: asks('grpc.status', status) })).toMatchObject({ outcome: 'pass' });
  });

  test('whose message has fields that nobody knows is understood', async () => {
    const body = prefixed([0x12, 2, 1, 2, 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x28, 0x80, 1, 0x08, 1]);
    const server = await serveHttp2((stream) => answer(stream, body));
    expect(await probe(server)).toMatchObject({ outcome: 'pass' });
  });
});

describe('a call that ends with another code', () => {
  const trailersOnly = (status: string, message?: string) => (stream: ServerHttp2Stream) =>
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': status,
        ...(message && { 'grpc-message': message }),
      },
      { endStream: true },
    );

  test.each([
    ['12', undefined, 'the server has no health service: grpc.health.v1.Health/Check is UNIMPLEMENTED'],
    ['5', 'unknown service', `the server's health knows no service "": NOT_FOUND: "unknown service"`],
    ['14', 'connection%20refused%3A %C3%BC%ZZ%', 'the call ended with UNAVAILABLE: "connection refused: ü%ZZ%"'],
    ['16', undefined, 'the call ended with UNAUTHENTICATED'],
    ['77', undefined, 'the call ended with 77'],
  ])('%s fails of kind status and says what it means', async (status, message, said) => {
    const server = await serveHttp2(trailersOnly(status, message));
    const result = await probe(server);
    expect(result).toMatchObject({ outcome: 'fail', status: 200, failure: { kind: 'status', message: said } });
  });

  test('passes where that code is expected', async () => {
    const server = await serveHttp2(trailersOnly('5'));
    const both = [...asks('grpc.code', 'NOT_FOUND'), ...asks('grpc.status', 'SERVICE_UNKNOWN')];
    expect(await probe(server, { expect: both })).toMatchObject({ outcome: 'pass' });
    const { failure } = await probe(server, { expect: asks('grpc.code', 'OK') });
    expect(failure).toMatchObject({ kind: 'assertion', message: 'grpc.code is "NOT_FOUND", expected "OK"' });
  });

  test('is found in trailers after a message too', async () => {
    const server = await serveHttp2((stream) =>
      answer(stream, SERVING, { 'grpc-status': '13', 'grpc-message': 'oops' }),
    );
    expect((await probe(server)).failure?.message).toBe('the call ended with INTERNAL: "oops"');
  });
});

describe('a server that does not answer as gRPC does', () => {
  const respond =
    (headers: Readonly<Record<string, string | number>>, body = '') =>
    (stream: ServerHttp2Stream) => {
      stream.respond(headers);
      stream.end(body);
    };

  test.each([
    [
      'no trailers',
      (stream) => answer(stream, SERVING, null),
      'protocol',
      /^the server does not answer as gRPC does: the answer ends after 7 bytes without trailers/,
    ],
    [
      'a page',
      respond({ ':status': 200, 'content-type': 'text/html' }, '<html>'),
      'protocol',
      /the content-type is text\/html, not application\/grpc/,
    ],
    ['503', respond({ ':status': 503 }), 'status', /^HTTP status 503, expected 200, and no grpc-status$/],
    [
      'a status that is no number',
      (stream) => answer(stream, SERVING, { 'grpc-status': 'fine' }),
      'protocol',
      /the grpc-status is "fine", no number/,
    ],
    [
      'OK and no message',
      (stream) => answer(stream, Buffer.alloc(0)),
      'protocol',
      /^malformed gRPC message: 0 bytes, and a message has at least 5$/,
    ],
    [
      'a compressed message',
      (stream) => answer(stream, prefixed([0x08, 1], 1)),
      'protocol',
      /compressed, and no compression was offered/,
    ],
    ['a strange flag', (stream) => answer(stream, prefixed([0x08, 1], 9)), 'protocol', /the flag of compression is 9/],
    [
      'a message cut off',
      (stream) => answer(stream, prefixed([0x08, 1], 0, 9)),
      'protocol',
      /2 of 9 bytes of the message came/,
    ],
    [
      'two messages',
      (stream) => answer(stream, Buffer.concat([SERVING, SERVING])),
      'protocol',
      /7 bytes follow the message/,
    ],
    [
      'a length that is too long',
      (stream) => answer(stream, prefixed([0x08, 1], 0, 0xffffffff)),
      'protocol',
      /longer than 64 KB/,
    ],
    [
      'a message that is too long',
      (stream) => answer(stream, prefixed(Buffer.alloc(70_000))),
      'protocol',
      /longer than 64 KB/,
    ],
    [
      'a status that is a text',
      (stream) => answer(stream, prefixed([0x0a, 1, 0x41])),
      'protocol',
      /the status has wire type 2/,
    ],
    ['a group', (stream) => answer(stream, prefixed([0x13])), 'protocol', /a field of wire type 3/],
    [
      'a field too long',
      (stream) => answer(stream, prefixed([0x12, 99, 1])),
      'protocol',
      /a field ends after the message/,
    ],
    [
      'a number too long',
      (stream) => answer(stream, prefixed([0x08, ...Array.from({ length: 11 }, () => 0x80)])),
      'protocol',
      /more than ten bytes/,
    ],
    [
      'a number cut off',
      (stream) => answer(stream, prefixed([0x08, 0x80])),
      'protocol',
      /a number ends after the message/,
    ],
    ['field 0', (stream) => answer(stream, prefixed([0x00, 0x01])), 'protocol', /a field of number 0/],
    ['a reset', (stream) => stream.close(8), 'protocol', /^the server reset the call \(RST_STREAM CANCEL\)$/],
    ['a refusal', (stream) => stream.close(7), 'protocol', /REFUSED_STREAM/],
    ['a reset without an error', (stream) => stream.close(0), 'protocol', /RST_STREAM NO_ERROR|without an answer/],
    [
      'a reset within the answer',
      (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        stream.write(SERVING, () => stream.destroy(new Error('broken')));
      },
      'protocol',
      /INTERNAL_ERROR/,
    ],
    ['a goodbye', (stream) => stream.session?.goaway(11), 'protocol', /GOAWAY ENHANCE_YOUR_CALM/],
    ['a closed connection', (stream) => stream.session?.destroy(), 'protocol', /./],
    [
      'huge trailers',
      (stream) =>
        answer(stream, SERVING, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-${i}`, 'y'.repeat(400)]))),
      'protocol',
      /./,
    ],
    ['nothing', () => {}, 'timeout', /^timed out after 200ms in firstByte, waiting for an answer$/],
    [
      'half of an answer',
      (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        stream.write(SERVING);
      },
      'timeout',
      /in transfer/,
    ],
  ] satisfies readonly [string, (stream: ServerHttp2Stream) => void, string, RegExp][])(
    'but with %s fails clearly',
    async (_, onCall, kind, message) => {
      const server = await serveHttp2(onCall);
      const { outcome, failure } = await probe(server, { timeoutMs: kind === 'timeout' ? 200 : 1_500 });
      expect({ outcome, kind: failure?.kind }, failure?.message).toEqual({ outcome: 'fail', kind });
      expect(failure?.message).toMatch(message);
    },
  );

  test('but with an endless message fails before it ends', async () => {
    const server = await serveHttp2((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      const more = () => !stream.destroyed && stream.write(Buffer.alloc(16_384), () => setImmediate(more));
      more();
    });
    const { failure } = await probe(server);
    expect(failure?.message).toMatch(/longer than 64 KB/);
  });
});

describe('a server that speaks no HTTP/2', () => {
  test.each([
    ['silent', (socket) => socket.resume(), 'timeout', /timed out after 200ms in firstByte/],
    ['one that closes', (socket) => socket.once('data', () => socket.end()), 'protocol', /does not speak HTTP\/2/],
    ['one that resets', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'protocol', /./],
    [
      'one of another protocol',
      (socket) => socket.resume().write('220 mail.example ESMTP\r\n'),
      'protocol',
      /does not speak HTTP\/2/,
    ],
    [
      'one of HTTP/1',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'protocol',
      /does not speak HTTP\/2/,
    ],
    [
      'one that floods',
      (socket) => {
        const more = () => socket.writable && socket.write(Buffer.alloc(65_536), () => setImmediate(more));
        more();
      },
      'protocol',
      /does not speak HTTP\/2/,
    ],
  ] satisfies readonly [string, (socket: import('node:net').Socket) => void, string, RegExp][])(
    '(%s) fails clearly',
    async (_, onConnection, kind, message) => {
      const server = await serveTcp(onConnection);
      const { outcome, failure } = await probe(server, { timeoutMs: kind === 'timeout' ? 200 : 1_500 });
      expect({ outcome, kind: failure?.kind }, failure?.message).toEqual({ outcome: 'fail', kind });
      expect(failure?.message).toMatch(message);
    },
  );

  test('well (settings, then a goodbye that leaves the call out) fails clearly', async () => {
    const goodbye = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const server = await serveTcp((socket) => {
      socket.resume().write(Buffer.from([...SETTINGS, ...goodbye]));
    });
    const { failure } = await probe(server);
    expect(failure?.kind).toBe('protocol');
    expect(failure?.message).toBe('the server goes away (GOAWAY NO_ERROR) and does not answer the call');
  });

  test('as a web server fails of kind protocol, and over TLS of kind tls', async () => {
    const plain = await probe(await serveHttp((_, response) => response.end('hello')));
    expect(plain.failure?.kind, plain.failure?.message).toBe('protocol');
    const server = await serveHttps((_, response) => response.end('hello'));
    const { failure } = await probe(server, { host: 'localhost', tls: {} });
    expect(failure?.kind, failure?.message).toBe('tls');
    expect(failure?.message).toMatch(/ALPN|HTTP\/2/);
  });

  test('over TLS, where it agrees on no protocol at all, fails of kind tls', async () => {
    const tls = createTlsServer({ key: fixture('valid.key'), cert: fixture('valid.pem') }, (socket) => socket.resume());
    const { failure } = await probe(await listen(tls), { host: 'localhost', tls: {} });
    expect(failure?.kind).toBe('tls');
    expect(failure?.message).toBe(
      'TLS: the server does not agree on HTTP/2 (ALPN h2), which gRPC needs; it chose none',
    );
  });

  test('nor anything else fails of kind connect, and out of reach of kind guard', async () => {
    const check = grpcCheck(await closedPort());
    expect((await prober.probe(check, local)).failure?.kind).toBe('connect');
    const outside = { region: { name: 'eu-west-1', allow: [] }, sampled: false };
    expect((await prober.probe(check, outside)).failure?.kind).toBe('guard');
  });
});

test('whatever bytes an answer holds, the probe ends in time with pass or fail, and leaves nothing open', async () => {
  let body: Buffer = Buffer.alloc(0);
  const server = await serveHttp2((stream) => answer(stream, body));
  const bytes = fc.uint8Array({ maxLength: 40 });
  const bodies = fc.oneof(
    bytes.map((raw) => Buffer.from(raw)),
    bytes.map((raw) => prefixed(Buffer.from(raw))),
  );
  let ran = 0;
  const property = fc.asyncProperty(bodies, async (given) => {
    body = given;
    const result = await prober.probe(grpcCheck(server.port), local);
    expect(['pass', 'fail'], JSON.stringify(result.failure)).toContain(result.outcome);
    ran += 1;
  });
  await fc.assert(property, { numRuns: 30 });
  expect(ran).toBeGreaterThanOrEqual(30);
  await expect.poll(server.open).toBe(0);
});

test('whatever bytes come instead of HTTP/2, the probe ends in time with fail, and leaves nothing open', async () => {
  let bytes: Buffer = Buffer.alloc(0);
  const server = await serveTcp((socket) => socket.once('data', () => socket.end(bytes)));
  const given = fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 60 }));
  const property = fc.asyncProperty(given, async ([isHttp2, raw]) => {
    bytes = Buffer.concat([Buffer.from(isHttp2 ? SETTINGS : []), Buffer.from(raw)]);
    const result = await prober.probe(grpcCheck(server.port, { timeoutMs: 500 }), local);
    expect(result.outcome, JSON.stringify(result.failure)).toBe('fail');
  });
  await fc.assert(property, { numRuns: 30 });
  await expect.poll(server.open).toBe(0);
});
