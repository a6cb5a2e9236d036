import { readFileSync } from 'node:fs';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { listen, type Running } from '../servers.ts';

/** A file of test/fixtures/tls/chain, as text. */
export function chain(name: string): string {
  return readFileSync(new URL(`../../../fixtures/tls/chain/${name}`, import.meta.url), 'utf8');
}

/** An OCSP answer of test/fixtures/tls/chain: what a responder says of `valid.pem`. */
export function answer(name: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/tls/chain/ocsp-${name}.der`, import.meta.url));
}

/** A server's key, and its certificate with those behind it. Key and certificate of `chain/`, or of its parent by `../`. */
export function identity(name: string, ...behind: readonly string[]): Pick<TlsOptions, 'key' | 'cert'> {
  return { key: chain(`${name}.key`), cert: [name, ...behind].map((one) => chain(`${one}.pem`)).join('') };
}

export type ServeTls = TlsOptions & {
  /** Stapled where a client asks; none without. */
  readonly staple?: Buffer;
  readonly onSocket?: (socket: TLSSocket) => void;
};

/** A TLS server that keeps its connections open and says nothing, unless told otherwise. */
export async function serveTls({ staple, onSocket, ...options }: ServeTls = {}): Promise<Running> {
  const server = createServer({ ...identity('valid', 'intermediate'), ...options }, (socket) => {
    socket.on('error', () => {});
    if (onSocket === undefined) socket.resume();
    else onSocket(socket);
  });
  server.on('tlsClientError', () => {});
  if (staple !== undefined) {
    server.on('OCSPRequest', (_leaf, _issuer, callback) => callback(null, staple));
  }
  return await listen(server);
}
