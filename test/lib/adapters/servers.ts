import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ProbeOptions } from '../../../lib/app/ports.ts';
import type { CommonCheck } from '../../../lib/core/common-check.ts';
import type { HttpCheck } from '../../../lib/core/kinds/http.ts';

/** A server on a free port of loopback, closed with everything on it when the test ends. */
export type Running = {
  readonly port: number;
  /** Connections accepted so far, and those still open. */
  accepted(): number;
  open(): number;
};

export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
}

export async function serveHttp(onRequest: RequestListener): Promise<Running> {
  return await listen(createServer({ keepAliveTimeout: 60_000 }, onRequest));
}

export async function serveHttps(
  onRequest: RequestListener,
  name: 'valid' | 'expired' | 'other-host' | 'self-signed' = 'valid',
): Promise<Running> {
  return await listen(createTlsServer({ key: fixture(`${name}.key`), cert: fixture(`${name}.pem`) }, onRequest));
}

export async function serveTcp(onConnection: (socket: Socket) => void): Promise<Running> {
  return await listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      onConnection(socket);
    }),
  );
}

/** Answers each request, however it looks, with these bytes and leaves the connection open unless told to end it. */
export async function serveBytes(answer: string, end = false): Promise<Running> {
  return await serveTcp((socket) => {
    socket.once('data', () => (end ? socket.end(answer) : socket.write(answer)));
  });
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server; closed with everything on it when the test ends. */
export async function listen(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { port, accepted: () => accepted, open: () => sockets.size };
}

/** What every kind of check has: one attempt, nothing expected, unless the overrides say otherwise. */
export function commonOf(overrides: Partial<CommonCheck> = {}): CommonCheck {
  return {
    id: 'api',
    target: 'the target',
    timeoutMs: 1_000,
    budgetMs: 9_000,
    cadenceMs: 10_000,
    expect: [],
    failWhen: { hits: 2, of: 2 },
    recoverWhen: { hits: 2, of: 2 },
    regions: ['eu-west-1'],
    quorum: 1,
    retry: [],
    ...overrides,
  };
}

/** An `http` check of a server that expects 2xx. */
export function checkOf(url: string, overrides: Partial<HttpCheck> = {}): HttpCheck {
  const expect: HttpCheck['expect'] = [{ on: 'status', allowed: ['2xx'] }];
  return { ...commonOf(), kind: 'http', target: url, url, method: 'GET', headers: {}, expect, ...overrides };
}

/** A region that may see loopback, as the tests' servers need. */
export const local: ProbeOptions = { region: { name: 'eu-west-1', allow: ['127.0.0.0/8'] }, sampled: false };
