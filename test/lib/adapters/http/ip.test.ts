import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkFrom, proberOf } from './asked.ts';

const region = { region: { name: 'eu-west-1', allow: ['127.0.0.0/8', '::1/128'] }, sampled: false };

/** A server on both loopback addresses that says over which one it was asked. */
async function serveBoth(): Promise<number> {
  const server = createServer((request, response) => response.end(request.socket.localAddress));
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A name server that knows `four.example`, `six.example` and `both.example`. */
async function nameServer(): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message);
    const [question] = questions;
    const [family] = question?.name.split('.') ?? [];
    const isAsked = (type: string, names: readonly string[]) => question?.type === type && names.includes(family ?? '');
    const name = question?.name ?? '';
    const answers = [
      ...(isAsked('A', ['four', 'both']) ? [{ type: 'A' as const, name, data: '127.0.0.1' }] : []),
      ...(isAsked('AAAA', ['six', 'both']) ? [{ type: 'AAAA' as const, name, data: '::1' }] : []),
    ];
    socket.send(encode({ type: 'response', id, flags: RECURSION_DESIRED, questions, answers }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

describe('the version of the Internet Protocol', () => {
  const prober = async () => proberOf({ servers: [await nameServer()] });
  const probe = async (url: string, ip?: 4 | 6) =>
    (await prober()).probe(checkFrom({ url, ...(ip !== undefined && { ip }) }), region);

  test.each([
    ['both.example', 4, '127.0.0.1'],
    ['both.example', 6, '::1'],
    ['both.example', undefined, '127.0.0.1'],
    ['four.example', 4, '127.0.0.1'],
    ['six.example', 6, '::1'],
    ['six.example', undefined, '::1'],
    ['localhost', 6, '::1'],
    ['[::1]', 6, '::1'],
  ] as const)('of %s, forced to %s, gives %s', async (host, ip, address) => {
    const result = await probe(`http://${host}:${await serveBoth()}/`, ip);
    expect(result, result.failure?.message).toMatchObject({ outcome: 'pass', address });
  });

  test.each([
    ['four.example', 6],
    ['six.example', 4],
  ] as const)('that %s has no address of is a dns failure which says so', async (host, ip) => {
    const { failure } = await probe(`http://${host}/`, ip);
    expect(failure).toMatchObject({ kind: 'dns', actual: 'ENODATA', expected: `an IPv${ip} address of ${host}` });
    expect(failure?.message).toBe(`${host} does not resolve: the name has no IPv${ip} address (ENODATA)`);
  });

  test.each([
    ['127.0.0.1', 6],
    ['[::1]', 4],
  ] as const)('that the address %s is not of is a dns failure too', async (host, ip) => {
    const { failure } = await probe(`http://${host}:1/`, ip);
    expect(failure?.kind).toBe('dns');
    expect(failure?.message).toContain(`is no IPv${ip} address`);
  });
});
