import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { defineMonitor, dns, flow, http, tcp, tls, udp, websocket } from 'killdeer';
import { onTestFinished } from 'vitest';
import type { Check, CheckDefinition } from '../../../../lib/core/check.ts';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import { answerTo, serveDns } from '../dns/name-server.ts';
import { fixture, type Running, serveHttp, serveHttps, serveTcp } from '../servers.ts';
import { serveWebsocket } from '../websocket/servers.ts';

/** Checks of every kind that speaks to a target over the network, their servers, and some that never get an answer. */
export type Mixed = { readonly checks: readonly Check[]; readonly servers: readonly Pick<Running, 'open'>[] };

/** `hanging` of the `count` checks hang, in turns in their handshake, at the first byte and for a datagram. */
export async function mixedChecks(count: number, hanging: number, timeout: '1s' | '300ms'): Promise<Mixed> {
  const plain = await serveHttp((_, response) => response.end('{"ok":true}'));
  const secure = await serveHttps((_, response) => response.end('{"ok":true}'));
  const lines = await serveTcp((socket) => socket.on('data', () => socket.end('+PONG\r\n')));
  const silent = await serveTcp((socket) => socket.resume());
  const sockets = await serveWebsocket((ws) => ws.on('message', (message) => ws.send(String(message))));
  const address = { type: 'A', name: 'shop.example', data: '192.0.2.1' } as const;
  const names = await serveDns((query) => [answerTo(query, { answers: [address] })]);
  const echo = await serveUdp(true);
  const deaf = await serveUdp(false);
  const origin = `http://127.0.0.1:${plain.port}`;
  const common = { every: '10s', timeout, retry: false } as const;
  const host = '127.0.0.1';
  const kinds: readonly ((id: string) => CheckDefinition)[] = [
    (id) => http(id, { ...common, url: origin }),
    (id) => http(id, { ...common, url: `https://127.0.0.1:${secure.port}/`, tls: { insecure: true } }),
    (id) => tcp(id, { ...common, host, port: lines.port, script: [{ send: 'PING\r\n' }, { expect: '+PONG' }] }),
    (id) => udp(id, { ...common, host, port: echo, send: 'ping', answer: 'ping' }),
    (id) => dns(id, { ...common, name: 'shop.example', server: `127.0.0.1:${names.port}` }),
    (id) => tls(id, { ...common, host: 'localhost', port: secure.port, ca: fixture('ca.pem') }),
    (id) =>
      websocket(id, {
        ...common,
        url: `ws://127.0.0.1:${sockets.port}/`,
        script: [{ send: 'hello' }, { expect: 'hello' }],
      }),
    (id) => flow(id, async ({ http: ask }) => void (await ask.get(`${origin}/a`)).status, common),
  ];
  const hangs: readonly ((id: string) => CheckDefinition)[] = [
    (id) => http(id, { ...common, url: `https://127.0.0.1:${silent.port}/` }),
    (id) => http(id, { ...common, url: `http://127.0.0.1:${silent.port}/` }),
    (id) => udp(id, { ...common, host, port: deaf, send: 'ping', answer: 'ping' }),
  ];
  const checks = Array.from({ length: count }, (_, i) => {
    const isHanging = i < hanging;
    const makers = isHanging ? hangs : kinds;
    return (makers[i % makers.length] as (id: string) => CheckDefinition)(`${isHanging ? 'hangs' : 'answers'}-${i}`);
  });
  const region = { region: 'eu-west-1', allow: ['127.0.0.0/8'] };
  const monitor = compileMonitor(
    defineMonitor({ name: 'mixed', home: 'eu-west-1', regions: [region], services: [], notify: [], checks }),
  );
  return { checks: monitor.checks, servers: [plain, secure, lines, silent, sockets, names] };
}

async function serveUdp(answers: boolean): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, { port, address }) => answers && socket.send(bytes, port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket.close();
  });
  return (socket.address() as AddressInfo).port;
}
