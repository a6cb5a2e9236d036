import { createSocket, type Socket } from 'node:dgram';
import { hostPort } from '../../core/network.ts';
import { untilAborted } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import type { DnsAnswer } from './message.ts';
import type { ServerAddress } from './name-servers.ts';

/** When the question is sent again, milliseconds after the first time; in a short attempt, at these shares of its time. */
const AGAIN = [
  { ms: 1_000, share: 0.25 },
  { ms: 3_000, share: 0.5 },
] as const;

/** Our own machine is out of something. */
const OUR_OWN = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

export type UdpAnswer = { readonly answer: DnsAnswer; readonly server: ServerAddress };

/**
 * Asks one server after another, and from the first one again, until one answers. `read` tells an answer from what is
 * none, which is passed over: anybody may send a datagram that seems to come from a server. Throws a `ProbeFailure`.
 */
export async function askByUdp(
  question: Buffer,
  servers: readonly ServerAddress[],
  { run, read }: { readonly run: Run; readonly read: (message: Buffer) => DnsAnswer | { readonly not: string } },
): Promise<UdpAnswer> {
  const sockets = new Map<ServerAddress, Socket>();
  const timers: NodeJS.Timeout[] = [];
  const passedOver = { count: 0, last: '' };
  try {
    return await untilAborted<UdpAnswer>(run.signal, (resolve, reject) => {
      const refusals = new Map<ServerAddress, Error>();
      let turn = 0;
      const onError = (server: ServerAddress, error: NodeJS.ErrnoException) => {
        if (OUR_OWN.has(error.code ?? '')) reject(error);
        refusals.set(server, error);
        if (refusals.size === servers.length) reject(refused(server, error));
        else ask();
      };
      const onMessage = (server: ServerAddress, message: Buffer) => {
        try {
          const answer = read(message);
          if (!('not' in answer)) return resolve({ answer, server });
          passedOver.count += 1;
          passedOver.last = answer.not;
        } catch (error) {
          reject(error);
        }
      };
      const ask = () => {
        const left = servers.filter((server) => !refusals.has(server));
        const server = left[turn % left.length];
        turn += 1;
        if (server === undefined) return;
        run.seen.address = server.address;
        const open = sockets.get(server);
        if (open !== undefined) {
          open.send(question);
          return;
        }
        const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
        sockets.set(server, socket);
        socket.on('error', (error) => onError(server, error));
        socket.on('message', (message) => onMessage(server, message));
        // Connected, it takes datagrams from this address and port alone, and says when nobody listens there.
        socket.on('connect', () => socket.send(question));
        socket.connect(server.port, server.address);
      };
      run.watch.enter('firstByte');
      ask();
      for (const { ms, share } of AGAIN) timers.push(setTimeout(ask, Math.min(ms, run.timeoutMs * share)));
    });
  } catch (error) {
    throw withPassedOver(error, passedOver);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    for (const socket of sockets.values()) close(socket);
  }
}

function refused({ address, port }: ServerAddress, error: NodeJS.ErrnoException): ProbeFailure {
  const code = error.code ?? error.message;
  const reason = code === 'ECONNREFUSED' ? 'nobody listens there' : 'it cannot be reached';
  const message = `no answer from ${hostPort(address, port)} over UDP: ${reason} (${code})`;
  return new ProbeFailure('connect', message, { expected: 'an answer', actual: code });
}

/** What came in vain explains a time that is over. */
function withPassedOver(error: unknown, { count, last }: { readonly count: number; readonly last: string }): unknown {
  if (count === 0 || !(error instanceof ProbeFailure) || error.failure.kind !== 'timeout') return error;
  const { kind, message, expected = '', actual = '' } = error.failure;
  const came = count === 1 ? 'one datagram was' : `${count} datagrams were`;
  return new ProbeFailure(kind, `${message}; ${came} no answer to the question: ${last}`, { expected, actual });
}

function close(socket: Socket): void {
  socket.removeAllListeners('message');
  try {
    socket.close();
  } catch {
    // It was never bound: there is nothing to close.
  }
}
