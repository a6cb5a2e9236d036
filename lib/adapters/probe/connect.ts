import { connect as connectTcp, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextPhase } from 'node:timers/promises';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { literalAddress } from '../../core/address.ts';
import { untilAborted } from './deadline.ts';
import type { Run, TlsTarget } from './run.ts';

/**
 * Longest that a fresh connection is watched before the request is sent, milliseconds: what a busy server takes to close
 * what it accepted. Never more than a twentieth of the attempt's time.
 */
const SETTLE_MS = 20;

/**
 * A TCP connection to one address, on the tcp stage of the stopwatch. Rejects, and leaves nothing behind, when it fails or
 * the signal ends.
 */
export function openTcp(
  address: string,
  port: number,
  { watch, signal }: Pick<Run, 'watch' | 'signal'>,
): Promise<Socket> {
  const socket = connectTcp({ host: address, port, noDelay: true, autoSelectFamily: false });
  // The stage is that of the system call and its answer; making a socket and settling promises takes 0.3 ms on top.
  socket.on('connectionAttempt', () => watch.enter('tcp'));
  socket.on('connect', () => watch.enter('settle'));
  return established(socket, 'connect', signal);
}

/** TLS over a connection, made only now so that its cost is not in the tcp phase. Leaves nothing behind when it fails. */
export async function openTls(
  tcp: Socket,
  hostname: string,
  { alpn, onStaple, serverName = hostname, insecure, showsChain, ...tls }: TlsTarget,
  { means, signal }: Pick<Run, 'means' | 'signal'>,
): Promise<TLSSocket> {
  const address = literalAddress(serverName);
  // An address must not be sent as a server name; as `host` it is still what the certificate must be for.
  const identity =
    address === undefined ? { servername: serverName.replace(/\.$/, '') } : { servername: '', host: address };
  const socket = connectTls({
    ...identity,
    socket: tcp,
    secureContext: means.secureContext(tls),
    rejectUnauthorized: insecure !== true,
    ...(alpn !== undefined && { ALPNProtocols: [...alpn] }),
    ...(onStaple !== undefined && { requestOCSP: true }),
  });
  if (showsChain !== true) socket.getPeerCertificate = () => namesOfPeer(socket);
  if (onStaple !== undefined) socket.once('OCSPResponse', (response: Buffer | null) => response && onStaple(response));
  return await established(socket, 'secureConnect', signal);
}

/**
 * What Node's own look at the host name needs of a certificate. It would be given the whole chain as objects, each with its
 * fingerprints: a sixth of the CPU of a handshake, though the chain be of one. Takes the certificate out of the socket's chain.
 */
function namesOfPeer(socket: TLSSocket): DetailedPeerCertificate {
  const x509 = socket.getPeerX509Certificate();
  const names = x509 && {
    subjectaltname: x509.subjectAltName,
    subject: {
      // Asked for only where the certificate has no other names.
      get CN() {
        return x509.toLegacyObject().subject?.CN;
      },
    },
  };
  return (names ?? {}) as DetailedPeerCertificate;
}

/** A watch over a fresh connection. */
export type FreshWatch = {
  /** Waits for something of ours. Rejects as soon as the connection breaks within its first moment. */
  during(ours: Promise<void>): Promise<void>;
  /** Waits for the rest of that moment, if any. Rejects when it broke within it. */
  settled(run: Pick<Run, 'signal' | 'means'>): Promise<void>;
};

/**
 * Watches a fresh connection for its first moment. A server (or a balancer without one) that resets or closes whatever
 * it accepts does so now, and it can be told from one that does so on seeing the request.
 */
export function watchFresh(socket: Socket, timeoutMs: number): FreshWatch {
  const until = performance.now() + Math.min(SETTLE_MS, timeoutMs / 20);
  let broken: Error | undefined;
  let tell = (_: Error) => {};
  const onError = (error: Error) => {
    if (performance.now() > until) return;
    broken ??= error;
    tell(broken);
  };
  const onClosed = () => performance.now() <= until && onError(closed('closed by the server'));
  // They stay: past its moment they do nothing, and it lets go of them when it closes.
  socket.on('error', onError).on('end', onClosed).on('close', onClosed);
  if (socket.destroyed || socket.readableEnded) onClosed();
  const during = (ours: Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      tell = reject;
      if (broken !== undefined) reject(broken);
      ours.then(resolve, reject);
    });
  const settled = async ({ signal, means }: Pick<Run, 'signal' | 'means'>) => {
    const restMs = until - performance.now();
    if (restMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      const rest = untilAborted<void>(signal, (resolve) => {
        timer = setTimeout(resolve, Math.ceil(restMs));
      });
      await during(rest).finally(() => clearTimeout(timer));
    }
    // Where this process was late, what came meanwhile is not read yet: once more through the poll.
    if (means.lag.now() > 0) await nextPhase();
  };
  return { during, settled };
}

function established<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  // Stays for the socket's whole life: an error after we are done must not end the process.
  socket.on('error', () => {});
  const established = untilAborted<S>(signal, (resolve, reject) => {
    let isOpen = false;
    socket.on('error', reject);
    socket.on(event, () => {
      isOpen = true;
      resolve(socket);
    });
    socket.on('close', () => {
      // Every connection closes in the end: an error that nobody needs costs as much CPU as a system call.
      if (!isOpen) reject(closed('closed'));
      // V8 makes a function that becomes a property old at once, as each stream of Node has one: until the next full
      // collection it keeps its stream, and would keep all that the stream's listeners know of the run.
      socket.removeAllListeners();
    });
  });
  established.catch(() => socket.destroy());
  return established;
}

function closed(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
