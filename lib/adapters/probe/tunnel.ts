import { request } from 'node:http';
import type { Socket } from 'node:net';
import { excerpt } from '../../core/condition.ts';
import { untilAborted } from './deadline.ts';
import { failureOf, ProbeFailure } from './probe-failure.ts';
import type { Run } from './run.ts';

/** An HTTP proxy to go through. */
export type ProxyTarget = {
  readonly hostname: string;
  readonly port: number;
  /** The value of the header `proxy-authorization`. */
  readonly authorization?: string;
  /** Whether it shall connect to the target (CONNECT), rather than be sent the requests to forward. */
  readonly isTunnel: boolean;
};

type Target = { readonly hostname: string; readonly port: number };

/** A proxy as messages name it. */
export function nameOfProxy({ hostname, port }: Target): string {
  return `${hostname}:${port}`;
}

/** Has a proxy connect to a target: from then on the socket is the target's. Throws a `ProbeFailure` of kind `connect`. */
export async function openTunnel(
  socket: Socket,
  target: Target,
  proxy: ProxyTarget,
  signal: AbortSignal,
): Promise<void> {
  const host = `${target.hostname}:${target.port}`;
  const { status, reason, rest } = await untilAborted<Answer>(signal, (resolve, reject) => {
    const outgoing = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: host,
      headers: { host, ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }) },
      maxHeaderSize: 16 * 1024,
    });
    outgoing.on('error', reject);
    outgoing.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    outgoing.once('connect', ({ statusCode = 0, statusMessage = '' }, _, head) => {
      resolve({ status: statusCode, reason: statusMessage, rest: head });
    });
    outgoing.end();
  });
  if (status < 200 || status > 299) throw refused(`${status} ${reason}`.trim(), host);
  if (rest.length > 0) socket.unshift(rest);
}

type Answer = { readonly status: number; readonly reason: string; readonly rest: Buffer };

function refused(answer: string, host: string): ProbeFailure {
  const meaning = answer.startsWith('407') ? 'wants other credentials' : `did not connect to ${host}`;
  return new ProbeFailure('connect', excerpt(`${meaning}: it answered ${answer}`), {
    expected: `a connection to ${host} through the proxy`,
    actual: excerpt(answer),
  });
}

/** Does what is the proxy's part of a connection; says of whatever fails there that it was the proxy. */
export function blamingProxy<T>(
  proxy: ProxyTarget | undefined,
  { watch, signal }: Pick<Run, 'watch' | 'signal'>,
  act: () => Promise<T>,
): Promise<T> {
  if (proxy === undefined) return act();
  return act().catch((error: unknown) => {
    const failure = failureOf(signal.aborted ? signal.reason : error, watch.stage());
    const { kind, message, expected = '', actual = '' } = failure;
    throw new ProbeFailure(kind, `the proxy ${nameOfProxy(proxy)} ${told(message)}`, { expected, actual });
  });
}

/** What it `did` stands as it is; anything else behind a colon. */
function told(message: string): string {
  return /^(did|wants) /.test(message) ? message : `failed: ${message}`;
}
