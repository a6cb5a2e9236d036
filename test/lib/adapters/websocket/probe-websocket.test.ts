import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Exchange, WebsocketCheck } from '../../../../lib/core/kinds/websocket.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { closedPort, fixture, local, type Running, serveBytes, serveHttp, serveTcp } from '../servers.ts';
import { frame, handshakeOf, serveFrames, serveWebsocket, websocketCheck } from './servers.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

/** Probes a server: the result comes within the deadline and 100 ms, and nothing stays open. */
async function probe(server: Running, overrides: Partial<WebsocketCheck> = {}): Promise<Result> {
  const check = websocketCheck(`ws://127.0.0.1:${server.port}/live?token=x`, { timeoutMs: 1_500, ...overrides });
  const startedAt = performance.now();
  const result = await prober.probe(check, local);
  expect(performance.now() - startedAt).toBeLessThan(check.timeoutMs + 100);
  await expect.poll(server.open, { interval: 5 }).toBe(0);
  return result;
}

const greet: readonly Exchange[] = [{ send: 'hello' }, { expect: 'hello' }];

describe('a WebSocket that works', () => {
  test('passes with status 101, its headers and a code of closing, and closes well', async () => {
    const seen: Record<string, unknown> = {};
    const server = await serveWebsocket((ws, request) => {
      Object.assign(seen, { url: request.url, ...request.headers });
      ws.on('close', (code) => Object.assign(seen, { code }));
    });
    const headers = { 'x-key': 'abc' };
    const result = await probe(server, {
      headers,
      expect: [
        { on: 'status', allowed: [101] },
        { on: 'header', name: 'upgrade', condition: { is: 'equals', value: 'websocket' } },
        { on: 'fact', name: 'websocket.closeCode', condition: { is: 'equals', value: 1000 } },
      ],
    });
    expect(result).toMatchObject({ outcome: 'pass', status: 101, address: '127.0.0.1' });
    expect(Object.keys(result.phases)).toEqual(['tcp', 'firstByte', 'transfer']);
    expect(seen).toMatchObject({ url: '/live?token=x', 'x-key': 'abc', code: 1000, 'user-agent': 'killdeer/0.1.0' });
    expect(seen.traceparent).toContain(result.trace);
    expect(seen['sec-websocket-extensions']).toBeUndefined();
  });

  test.each(['localhost', '127.0.0.1'])('passes over TLS by the name %s', async (host) => {
    const server = await serveWebsocket((ws) => ws.on('message', (data) => ws.send(data.toString())), { tls: 'valid' });
    const result = await probe(server, { url: `wss://${host}:${server.port}/`, script: greet, timeoutMs: 1_000 });
    expect(result.outcome, result.failure?.message).toBe('pass');
    expect(result.phases.tls).toBeGreaterThan(0);
  });

  test('fails of kind tls at a certificate that has expired', async () => {
    const server = await serveWebsocket(() => {}, { tls: 'expired' });
    const { failure } = await probe(server, { url: `wss://localhost:${server.port}/`, timeoutMs: 1_000 });
    expect(failure).toMatchObject({ kind: 'tls', actual: 'CERT_HAS_EXPIRED' });
  });

  test('gives the last message as its body, after passing over what does not fit', async () => {
    const server = await serveWebsocket((ws) => {
      ws.send('welcome');
      ws.on('message', () => ['{"type":"noise"}', '{"type":"price","n":7}', 'after'].map((text) => ws.send(text)));
    });
    const result = await probe(server, {
      script: [{ expect: 'welcome' }, { send: '{"subscribe":"x"}' }, { expect: /"price"/ }],
      expect: [
        { on: 'bodyText', condition: { is: 'equals', value: '{"type":"price","n":7}' } },
        { on: 'size', is: 'atLeast', value: '22B' },
        { on: 'size', is: 'atMost', value: '22B' },
      ],
    });
    expect(result.outcome, result.failure?.message).toBe('pass');
  });

  test('sends bytes as a binary message and reads one', async () => {
    const server = await serveWebsocket((ws) =>
      ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary })),
    );
    const script: readonly Exchange[] = [
      { send: { hex: '6f 6b' } },
      { expect: 'ok' },
      { send: { base64: 'w7w=' } },
      { expect: 'ü' },
    ];
    expect(await probe(server, { script })).toMatchObject({ outcome: 'pass' });
  });

  test('offers subprotocols and tells the chosen one', async () => {
    const server = await serveWebsocket(() => {}, { handleProtocols: () => 'graphql-ws' });
    const condition = { is: 'equals', value: 'graphql-ws' } as const;
    const result = await probe(server, {
      protocols: ['graphql-transport-ws', 'graphql-ws'],
      expect: [{ on: 'fact', name: 'websocket.protocol', condition }],
    });
    expect(result.outcome, result.failure?.message).toBe('pass');
  });

  test('answers pings and hears pongs', async () => {
    let pongs = 0;
    const server = await serveWebsocket((ws) => {
      ws.on('pong', () => {
        pongs += 1;
        ws.send('thanks');
      });
      ws.ping();
    });
    expect(await probe(server, { script: [{ ping: true }, { expect: 'thanks' }] })).toMatchObject({ outcome: 'pass' });
    expect(pongs).toBe(1);
  });

  test('passes when a server says no goodbye, and does not count the wait for it', async () => {
    const server = await serveFrames((socket) => socket.resume());
    const condition = { is: 'equals', value: 1006 } as const;
    const expectations: WebsocketCheck['expect'] = [{ on: 'fact', name: 'websocket.closeCode', condition }];
    const result = await probe(server, { timeoutMs: 1_000, expect: expectations });
    expect(result.outcome, result.failure?.message).toBe('pass');
    expect(result.total).toBeLessThan(90);
  });

  test('takes a status that the check expects for the answer', async () => {
    const server = await serveHttp((_, response) => response.writeHead(401).end());
    expect(await probe(server, { expect: [{ on: 'status', allowed: [401] }] })).toMatchObject({
      outcome: 'pass',
      status: 401,
    });
  });
});

describe('the handshake', () => {
  test('times the wait for its answer as firstByte, and the conversation as transfer', async () => {
    const server = await serveTcp((socket) => {
      socket.once('data', async (data) => {
        await sleep(60);
        socket.write(handshakeOf(data.toString('latin1')));
        await sleep(40);
        socket.write(frame(0x81, 'hello'));
      });
    });
    const { outcome, phases } = await probe(server, { script: greet });
    expect(outcome).toBe('pass');
    expect(phases.firstByte).toBeGreaterThan(55);
    expect(phases.transfer).toBeGreaterThan(35);
  });

  test('takes credentials along, and strikes them from what is said of a refusal', async () => {
    const server = await serveTcp((socket) => {
      socket.once('data', (data) => {
        const authorization = /authorization: (.*)\r\n/i.exec(data.toString('latin1'))?.[1];
        socket.write(`HTTP/1.1 403 no ${authorization}\r\ncontent-length: 0\r\n\r\n`);
      });
    });
    const secrets = { read: () => Promise.resolve('hunter2hunter2') };
    const withSecrets = socketProber({ secrets });
    const token = { kind: 'secret', name: '/shop/token' } as const;
    const url = `ws://127.0.0.1:${server.port}/`;
    const check = websocketCheck(url, { auth: { kind: 'bearer', token } });
    const { failure } = await withSecrets.probe(check, local);
    expect(failure?.message).toContain('status 403 no Bearer <secret>, expected 101');
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  test('asks for a token anew where a kept one is refused', async () => {
    let tokens = 0;
    const issuer = await serveHttp((_, response) => {
      tokens += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3600 }));
    });
    let accepted = 'Bearer token-1';
    const server = await serveWebsocket(() => {}, {
      verifyClient: ({ req }: { readonly req: IncomingMessage }) => req.headers.authorization === accepted,
    });
    const tokenUrl = `http://127.0.0.1:${issuer.port}/token`;
    const auth = { kind: 'oauth2', tokenUrl, clientId: 'probe', clientSecret: 'x' } as const;
    expect(await probe(server, { auth })).toMatchObject({ outcome: 'pass' });
    accepted = 'Bearer token-2';
    expect(await probe(server, { auth })).toMatchObject({ outcome: 'pass', status: 101 });
    accepted = 'nothing';
    expect((await probe(server, { auth })).failure).toMatchObject({ kind: 'status', actual: '401 Unauthorized' });
    expect(tokens).toBe(3);
  });

  test('knows the certificate, where it is asked', async () => {
    const server = await serveWebsocket(() => {}, { tls: 'valid' });
    const expectations: WebsocketCheck['expect'] = [
      { on: 'fact', name: 'certificate.daysLeft', condition: { is: 'atLeast', value: 1_000 } },
      { on: 'fact', name: 'tls.trusted', condition: { is: 'equals', value: true } },
    ];
    const url = `wss://localhost:${server.port}/`;
    const result = await probe(server, { url, expect: expectations });
    expect(result.outcome, result.failure?.message).toBe('pass');
  });

  test('of a URL that a secret made no URL is nobody’s fault but ours', async () => {
    const result = await prober.probe(websocketCheck('no url at all'), local);
    expect(result).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
  });
});

describe('a server that does not switch', () => {
  test.each([
    [200, {}, 'the server opened no WebSocket, status 200 OK, expected 101'],
    [404, {}, 'the server opened no WebSocket, status 404 Not Found, expected 101'],
    [503, {}, 'the server opened no WebSocket, status 503 Service Unavailable, expected 101'],
    [
      301,
      { location: 'https://elsewhere.example/' },
      'the server opened no WebSocket, status 301 Moved Permanently, expected 101: redirected to https://elsewhere.example/, which a probe does not follow',
    ],
  ] as const)('fails of kind status at %i', async (status, headers, message) => {
    const server = await serveHttp((_, response) => response.writeHead(status, headers).end('no'));
    const result = await probe(server);
    expect(result).toMatchObject({ outcome: 'fail', status, failure: { kind: 'status', message, expected: '101' } });
  });

  test.each([
    ['no answer', (): string => '', 'timeout', /timed out after 200ms in firstByte/],
    ['half of a head', () => 'HTTP/1.1 101 Switch', 'timeout', /timed out after 200ms/],
    ['no HTTP', () => 'SSH-2.0-OpenSSH_9\r\n', 'protocol', /malformed response/],
    [
      'an endless head',
      () => `HTTP/1.1 101 x\r\n${'a: b\r\n'.repeat(9_000)}`,
      'protocol',
      /headers are larger than 16 KB/,
    ],
    ['a wrong key', () => handshakeOf('Sec-WebSocket-Key: other\r\n'), 'protocol', /wrong Sec-WebSocket-Accept/],
    [
      '101 without a key',
      () => 'HTTP/1.1 101 x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
      'protocol',
      /wrong Sec-WebSocket-Accept/,
    ],
    [
      '101 to something else',
      () => 'HTTP/1.1 101 x\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
      'protocol',
      /does not switch to websocket/,
    ],
    ['101 to nothing', () => 'HTTP/1.1 101 x\r\n\r\n', 'protocol', /does not switch to websocket/],
    [
      'an unasked subprotocol',
      (request: string) => handshakeOf(request, 'sec-websocket-protocol: x\r\n'),
      'protocol',
      /subprotocol, and none was offered/,
    ],
    [
      'an unasked extension',
      (request: string) => handshakeOf(request, 'sec-websocket-extensions: permessage-deflate\r\n'),
      'protocol',
      /extension, and none was offered/,
    ],
  ] as const)('%s fails clearly', async (_, answer, kind, message) => {
    const server = await serveTcp((socket) => {
      socket.once('data', (data) => {
        const text = answer(data.toString('latin1'));
        if (text !== '') socket.write(text);
      });
    });
    const { outcome, failure } = await probe(server, { timeoutMs: kind === 'timeout' ? 200 : 1_500 });
    expect({ outcome, kind: failure?.kind }, failure?.message).toEqual({ outcome: 'fail', kind });
    expect(failure?.message).toMatch(message);
  });

  test.each([
    ['none of them', '', /none of the subprotocols that were offered: a, b/],
    ['another one', 'sec-websocket-protocol: c\r\n', /a subprotocol that was not offered: a, b/],
  ])('fails where subprotocols are offered and it chooses %s', async (_, header, message) => {
    const server = await serveFrames(() => {}, header);
    const { failure } = await probe(server, { protocols: ['a', 'b'] });
    expect(failure?.kind).toBe('protocol');
    expect(failure?.message).toMatch(message);
  });

  test('fails of kind protocol where the connection is closed instead of an answer', async () => {
    const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { failure } = await probe(server);
    expect(failure, failure?.message).toMatchObject({ kind: 'protocol', actual: 'ECONNRESET' });
  });

  test('fails of kind connect where nobody listens, and of kind guard where the region may not look', async () => {
    const port = await closedPort();
    const check = websocketCheck(`ws://127.0.0.1:${port}/`);
    expect((await prober.probe(check, local)).failure?.kind).toBe('connect');
    const outside = { region: { name: 'eu-west-1', allow: [] }, sampled: false };
    expect((await prober.probe(check, outside)).failure?.kind).toBe('guard');
  });

  test('fails of kind tls where it speaks none', async () => {
    const server = await serveBytes('HTTP/1.1 400 Bad Request\r\n\r\n', true);
    const { failure } = await probe(server, { url: `wss://localhost:${server.port}/`, timeoutMs: 1_000 });
    expect(failure?.kind).toBe('tls');
  });
});

describe('a conversation that goes wrong', () => {
  const close = (code: number, reason: string) => {
    const payload = Buffer.alloc(2 + reason.length);
    payload.writeUInt16BE(code);
    payload.write(reason, 2);
    return frame(0x88, payload);
  };

  test.each([
    [
      'never answers',
      () => {},
      'timeout',
      /^timed out after 200ms in transfer: step 2 of 2 waits for a message with "hello", and none came$/,
    ],
    [
      'says something else',
      (ws) => ws.send('nope'),
      'assertion',
      /waits for a message with "hello", and what came is "nope"$/,
    ],
    [
      'says other things',
      (ws) => ['a', 'b', 'c'].map((text) => ws.send(text)),
      'assertion',
      /the last of 3 messages is "c"$/,
    ],
    [
      'closes with a code',
      (ws) => ws.close(1011, 'out of "luck"'),
      'protocol',
      /^the server closed the connection in step 2 of 2, which waits for a message with "hello": code 1011 \(internal error\): "out of \\"luck\\""$/,
    ],
    ['closes with a code of its own', (ws) => ws.close(4401), 'protocol', /code 4401$/],
    ['goes away', (ws) => ws.terminate(), 'protocol', /code 1006 \(without a close frame\)/],
    [
      'floods',
      (ws) => Array.from({ length: 8 }, () => ws.send('x'.repeat(200_000))),
      'protocol',
      /more than 1024 KB or 10000 messages/,
    ],
    ['sends a large message', (ws) => ws.send('x'.repeat(262_145)), 'protocol', /a message is larger than 256 KB/],
  ] satisfies readonly [
    string,
    (ws: Parameters<Parameters<typeof serveWebsocket>[0]>[0]) => unknown,
    string,
    RegExp,
  ][])('with a server that %s', async (_, onMessage, kind, message) => {
    const server = await serveWebsocket((ws) => ws.on('message', () => onMessage(ws)));
    const timeoutMs = kind === 'protocol' ? 1_500 : 200;
    const { outcome, failure } = await probe(server, { script: greet, timeoutMs });
    expect({ outcome, kind: failure?.kind }, failure?.message).toEqual({ outcome: 'fail', kind });
    expect(failure?.message).toMatch(message);
  });

  test.each([
    ['masks its frames', frame(0x81, 'hello', true), 'protocol', /masks what it sends/],
    ['sends garbage', Buffer.from('<html>500</html>'), 'protocol', /malformed frame/],
    ['compresses unasked', frame(0xc1, 'hello'), 'protocol', /compressed, and no compression was offered/],
    ['sends an unknown frame', frame(0x83, 'hello'), 'protocol', /malformed frame: invalid opcode 3/],
    ['sends no UTF-8', frame(0x81, Buffer.from([0xff, 0xfe])), 'protocol', /UTF-8/],
    ['closes with a code that is none', close(999, ''), 'protocol', /malformed frame: invalid status code 999/],
    [
      'announces an endless message',
      Buffer.from([0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0]),
      'protocol',
      /larger than 256 KB/,
    ],
    [
      'announces an impossible message',
      Buffer.from([0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255]),
      'protocol',
      /larger than 256 KB/,
    ],
    [
      'sends a message in countless empty pieces',
      Buffer.concat([frame(0x01), ...Array.from({ length: 20_000 }, () => frame(0))]),
      'protocol',
      /more pieces/,
    ],
    [
      'sends countless empty messages',
      Buffer.concat(Array.from({ length: 12_000 }, () => frame(0x81))),
      'protocol',
      /10000 messages/,
    ],
    ['sends half of a frame', Buffer.from([0x81, 5, 104]), 'timeout', /none came/],
    ['closes at once', close(4401, 'who are you'), 'protocol', /code 4401: "who are you"/],
  ] as const)('with a server that %s', async (_, bytes, kind, message) => {
    const server = await serveFrames((socket) => socket.write(bytes));
    const timeoutMs = kind === 'protocol' ? 1_500 : 200;
    const { outcome, failure } = await probe(server, { script: greet, timeoutMs });
    expect({ outcome, kind: failure?.kind }, failure?.message).toEqual({ outcome: 'fail', kind });
    expect(failure?.message).toMatch(message);
  });

  test('with a fragmented message that never ends', async () => {
    const server = await serveFrames((socket) => {
      socket.write(frame(0x01, 'x'));
      const more = () => socket.writable && socket.write(frame(0x00, 'x'.repeat(60_000)), () => setImmediate(more));
      more();
    });
    const { failure } = await probe(server, { script: greet });
    expect(failure?.kind).toBe('protocol');
    expect(failure?.message).toMatch(/larger than 256 KB/);
  });

  test('with a server that pings and never stops', async () => {
    const server = await serveFrames((socket) => {
      const timer = setInterval(
        () => socket.write(Buffer.concat(Array.from({ length: 900 }, () => frame(0x89, 'p')))),
        1,
      );
      socket.on('close', () => clearInterval(timer));
      socket.resume();
    });
    const { failure } = await probe(server, { script: greet });
    expect(failure?.kind).toBe('protocol');
    expect(failure?.message).toMatch(/more than 1024 KB or 10000 messages and pings/);
  });

  test('with a server that never answers a ping, within the time of the step', async () => {
    const server = await serveFrames((socket) => socket.resume());
    const startedAt = performance.now();
    const { failure } = await probe(server, { timeoutMs: 2_000, script: [{ ping: true, withinMs: 80 }] });
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(failure).toMatchObject({ kind: 'timeout' });
    expect(failure?.message).toBe('timed out after 80ms in transfer: step 1 of 1 waits for a pong, and none came');
  });

  test('with a pattern that never ends on what came', async () => {
    const server = await serveWebsocket((ws) => ws.on('message', () => ws.send(`${'a'.repeat(40)}!`)));
    const script: readonly Exchange[] = [{ send: 'hello' }, { expect: /^(a+)+$/ }];
    const { failure } = await probe(server, { script });
    expect(failure?.kind).toBe('assertion');
    expect(failure?.message).toMatch(/^step 2 of 2: the pattern .* took longer than 100ms/);
  });

  test('with a server that closed before there was something to send', async () => {
    const server = await serveWebsocket((ws) => {
      ws.send('bye');
      ws.close(1013, 'busy');
    });
    const script: readonly Exchange[] = [{ expect: 'bye' }, { ping: true, withinMs: 100 }, { send: 'hello' }];
    const { failure } = await probe(server, { script });
    expect(failure?.kind).toBe('protocol');
    expect(failure?.message).toMatch(/code 1013 \(try again later\): "busy"/);
  });

  test('a code of complaint fails a check without a script, unless it asks for the code', async () => {
    const server = await serveFrames((socket) => {
      socket.write(close(1008, 'no'));
      socket.on('data', () => socket.end());
    });
    const { failure } = await probe(server);
    expect(failure, failure?.message).toMatchObject({ kind: 'protocol', actual: 'code 1008 (policy violation): "no"' });
    const condition = { is: 'equals', value: 1008 } as const;
    const expectations: WebsocketCheck['expect'] = [{ on: 'fact', name: 'websocket.closeCode', condition }];
    expect(await probe(server, { expect: expectations })).toMatchObject({ outcome: 'pass' });
  });
});

test('whatever bytes follow the handshake, the probe ends in time with pass or fail, and leaves nothing open', async () => {
  let answer = Buffer.alloc(0);
  const server = await serveFrames((socket) => socket.end(answer));
  const pieces = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.nat(255), fc.uint8Array({ maxLength: 130 }), fc.boolean())
        .map(([a, b, c]) => frame(a, Buffer.from(b), c)),
    ),
    { maxLength: 6 },
  );
  let ran = 0;
  const property = fc.asyncProperty(pieces, fc.constantFrom([], greet), async (bytes, script) => {
    answer = Buffer.concat(bytes);
    const check = websocketCheck(`ws://127.0.0.1:${server.port}/`, { timeoutMs: 200, script });
    const result = await prober.probe(check, local);
    expect(['pass', 'fail'], JSON.stringify(result.failure)).toContain(result.outcome);
    ran += 1;
  });
  await fc.assert(property, { numRuns: 35 });
  expect(ran).toBeGreaterThanOrEqual(35);
  await expect.poll(server.open, { interval: 5 }).toBe(0);
});

test('twenty probes at once leave no timer and no socket', async () => {
  const server = await serveWebsocket((ws) => ws.on('message', (data) => ws.send(data.toString())));
  const check = websocketCheck(`ws://127.0.0.1:${server.port}/`, { script: greet, timeoutMs: 2_000 });
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const results = await Promise.all(Array.from({ length: 20 }, () => prober.probe(check, local)));
  expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'pass'));
  await expect.poll(server.open, { interval: 5 }).toBe(0);
  await sleep(20);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before + 1);
});
