import dns from 'node:dns';
import net, { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guardConnections } from '../../../../lib/local/lambda/container-guard.ts';
import type { Reach } from '../../../../lib/local/lambda/container-protocol.ts';

const { connect } = Socket.prototype;
const { lookup } = dns;
const fakeLookup = (_: string, __: object, done: (error: null, address: string) => void): void =>
  done(null, '192.0.2.7');

let refused: string[] = [];

beforeEach(() => {
  refused = [];
  // Nothing is connected in this test: what passes the guard ends here.
  Socket.prototype.connect = vi.fn(function passed(this: Socket) {
    return this;
  }) as typeof connect;
  dns.lookup = fakeLookup as unknown as typeof lookup;
});
afterEach(() => {
  Socket.prototype.connect = connect;
  dns.lookup = lookup;
});

async function tryHost(reach: Reach, host: string): Promise<boolean> {
  const real = Socket.prototype.connect;
  guardConnections(reach, (target) => refused.push(target));
  dns.lookup('shop.example', {}, () => {});
  const socket = net.connect({ host, port: 443 });
  socket.on('error', () => {});
  await new Promise((done) => setImmediate(done));
  socket.destroy();
  return vi.mocked(real).mock.calls.length > 0;
}

test.each<[Reach, string]>([
  ['loopback', '127.0.0.1'],
  ['loopback', '127.8.9.1'],
  ['loopback', '::1'],
  ['loopback', 'localhost'],
  ['any', '192.0.2.1'],
  [['shop.example'], 'shop.example'],
  [['192.0.2.1'], '192.0.2.1'],
  // What a name that is allowed was resolved to.
  [['shop.example'], '192.0.2.7'],
])('reach %j lets a handler connect to %s', async (reach, host) => {
  expect(await tryHost(reach, host)).toBe(true);
  expect(refused).toEqual([]);
});

test.each<[Reach, string]>([
  ['loopback', '192.0.2.1'],
  ['loopback', 'shop.example'],
  ['loopback', '::ffff:192.0.2.1'],
  [['other.example'], 'shop.example'],
  [['other.example'], '192.0.2.7'],
])('reach %j refuses %s and tells of it', async (reach, host) => {
  expect(await tryHost(reach, host)).toBe(false);
  expect(refused).toEqual([host]);
});
