import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { bodyText, type UdpOptions, udp } from 'killdeer';
import { expect, onTestFinished, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileUdp } from '../../../../lib/core/kinds/udp.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { commonOf, local } from '../servers.ts';

const prober = socketProber();

/** Datagram sockets of this process that are open. */
const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;

async function probe(port: number, options: Partial<UdpOptions> = {}, timeoutMs = 500): Promise<Result> {
  const { expect: expectations = [] } = options;
  const check = compileUdp(udp('time', { host: 'localhost', port, send: 'ping', ...options }));
  return await prober.probe({ ...commonOf({ timeoutMs, expect: expectations }), ...check }, local);
}

type Received = { readonly bytes: Buffer; readonly from: RemoteInfo; readonly n: number; readonly socket: Socket };

async function serve(onDatagram: (received: Received) => void) {
  const socket = createSocket('udp4');
  let received = 0;
  socket.on('message', (bytes, from) => {
    received += 1;
    onDatagram({ bytes, from, n: received, socket });
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return { port: socket.address().port, received: () => received };
}

test('a datagram is sent once, and its answer is the body', async () => {
  const { port, received } = await serve(({ bytes, from, socket }) =>
    socket.send(`${bytes} pong`, from.port, from.address),
  );
  const before = openSockets();
  const result = await probe(port, { expect: [bodyText().equals('ping pong')] });
  expect(result).toMatchObject({ outcome: 'pass', address: '127.0.0.1' });
  expect(Object.keys(result.phases)).toEqual(['dns', 'firstByte']);
  expect(received()).toBe(1);
  await expect.poll(openSockets, { interval: 5 }).toBeLessThanOrEqual(before);
});

test('a datagram that is lost is sent once more at half of the time', async () => {
  const { port, received } = await serve(
    ({ n, from, socket }) => n === 2 && socket.send('pong', from.port, from.address),
  );
  const result = await probe(port, {}, 300);
  expect(result.outcome).toBe('pass');
  expect(result.total).toBeGreaterThan(120);
  expect(received()).toBe(2);
});

test('answers that do not match are passed over until one does', async () => {
  const { port } = await serve(({ from, socket }) => {
    for (const text of ['noise', 'more', '\0\x01 42']) socket.send(text, from.port, from.address);
  });
  expect((await probe(port, { answer: /4\d$/ })).outcome).toBe('pass');
  expect((await probe(port, { answer: { hex: '0001' } })).outcome).toBe('pass');
  expect((await probe(port, { answer: '42' })).outcome).toBe('pass');
});

test('no answer is a timeout, in time, with the socket closed', async () => {
  const { port, received } = await serve(() => {});
  const before = openSockets();
  const begin = performance.now();
  const { failure } = await probe(port, {}, 200);
  expect(performance.now() - begin).toBeLessThan(300);
  expect(failure?.kind).toBe('timeout');
  expect(failure?.message).toMatch(/^timed out after 200ms: no answer to the datagram, which was sent twice$/);
  expect(received()).toBe(2);
  await expect.poll(openSockets, { interval: 5 }).toBeLessThanOrEqual(before);
});

test('answers that never match fail of kind assertion, with the last one of them', async () => {
  const { port } = await serve(({ from, socket }) => socket.send('KoD', from.port, from.address));
  const { failure } = await probe(port, { answer: /^ok/ }, 200);
  expect(failure).toMatchObject({ kind: 'assertion', expected: '/^ok/', actual: '"KoD"' });
  expect(failure?.message).toMatch(/^the answer is "KoD", expected \/\^ok\/ \(2 answers within 200ms\)$/);
});

test('a flood of answers ends it', async () => {
  const { port } = await serve(({ from, socket }) => {
    for (let i = 0; i < 150; i += 1) socket.send('x'.repeat(100), from.port, from.address);
  });
  const begin = performance.now();
  const { failure } = await probe(port, { answer: 'never' }, 1_000);
  expect(failure?.kind).toBe('assertion');
  expect(performance.now() - begin).toBeLessThan(1_100);
});

test('a port that nobody listens on fails of kind connect, at once', async () => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  const before = openSockets();
  const { failure, total } = await probe(port);
  expect(failure).toMatchObject({ kind: 'connect', actual: 'ECONNREFUSED' });
  expect(failure?.message).toMatch(/^127\.0\.0\.1 port \d+: nobody listens/);
  expect(total).toBeLessThan(200);
  await expect.poll(openSockets, { interval: 5 }).toBeLessThanOrEqual(before);
});

test('an answer from another port is none', async () => {
  const { port } = await serve(({ from }) => {
    const stranger = createSocket('udp4');
    stranger.send('pong', from.port, from.address, () => stranger.close());
  });
  expect((await probe(port, {}, 150)).failure?.kind).toBe('timeout');
});

test('an address that the region may not reach is sent nothing', async () => {
  const { port, received } = await serve(() => {});
  const check = compileUdp(udp('time', { host: '127.0.0.1', port, send: 'ping' }));
  const nowhere = { ...local, region: { name: 'eu-west-1', allow: [] } };
  expect((await prober.probe({ ...commonOf(), ...check }, nowhere)).failure?.kind).toBe('guard');
  expect(received()).toBe(0);
});
