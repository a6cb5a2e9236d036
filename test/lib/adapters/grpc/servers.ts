import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { Server } from 'node:net';
import type { GrpcCheck } from '../../../../lib/core/kinds/grpc.ts';
import { commonOf, fixture, listen, type Running } from '../servers.ts';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An HTTP/2 server that does this with each call, once its message is there. */
export async function serveHttp2(
  onCall: (stream: ServerHttp2Stream, headers: Headers, message: Buffer) => void,
  tls?: 'valid' | 'expired',
): Promise<Running & { readonly server: Http2Server }> {
  const server =
    tls === undefined
      ? createServer()
      : createSecureServer({ key: fixture(`${tls}.key`), cert: fixture(`${tls}.pem`) });
  server.on('sessionError', () => {});
  server.on('session', (session) => session.on('error', () => {}));
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => onCall(stream, headers as Headers, Buffer.concat(chunks)));
  });
  return { ...(await listen(server as unknown as Server)), server: server as Http2Server };
}

/** A message with its prefix: a flag of compression and the length. */
export function prefixed(message: readonly number[] | Buffer, flag = 0, length = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, Buffer.from(message)]);
}

export const SERVING = prefixed([0x08, 1]);

/** Answers a call with these bytes and trailers. */
export function answer(
  stream: ServerHttp2Stream,
  body: Buffer,
  trailers: Readonly<Record<string, string>> | null = { 'grpc-status': '0' },
): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => (trailers === null ? stream.close() : stream.sendTrailers(trailers)));
  stream.end(body);
}

/** A `grpc` check of a server on loopback, in plaintext, that expects it to serve. */
export function grpcCheck(port: number, overrides: Partial<GrpcCheck> = {}): GrpcCheck {
  const serving = { on: 'fact', name: 'grpc.status', condition: { is: 'equals', value: 'SERVING' } } as const;
  const fields = { kind: 'grpc', host: '127.0.0.1', port, service: '', metadata: {} } as const;
  return { ...commonOf(), ...fields, method: 'grpc.health.v1.Health/Check', expect: [serving], ...overrides };
}
