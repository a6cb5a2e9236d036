import type { ResolvedCheck } from '../../core/common-check.ts';
import type { Findings } from '../../core/facts.ts';
import { namesFact } from '../../core/facts-asked.ts';
import type { HttpRequest } from '../../core/http-request.ts';
import type { WebsocketCheck } from '../../core/kinds/websocket.ts';
import type { Resolved } from '../../core/secret.ts';
import { authorize } from '../http/authorize.ts';
import { assertSendable, firstHop } from '../http/first-hop.ts';
import type { Hop } from '../http/hop.ts';
import { request } from '../http/request.ts';
import { certificateFacts } from '../probe/certificate-facts.ts';
import { open } from '../probe/open.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Run } from '../probe/run.ts';
import { close } from './close.ts';
import { converse, describeClose } from './conversation.ts';
import { shakeHands } from './handshake.ts';

/** Codes that a server ends with which has nothing to complain of; 1006 is a connection that ended without any. */
const CALM = new Set([1000, 1001, 1005, 1006]);

/** Opens a WebSocket, goes through the script, and closes it. A kept token that is refused is asked for anew, once. */
export const probeWebsocket: KindProbe<WebsocketCheck> = async (check, run) => {
  const asked = handshakeOf(check);
  const first = await authorize(firstHop(asked, run), asked, run, request);
  try {
    return await talk(check, first.hop, run);
  } catch (error) {
    if (first.renew === undefined || run.seen.status !== 401) throw error;
  }
  first.renew();
  delete run.seen.status;
  run.watch.startOver();
  const second = await authorize(firstHop(asked, run), asked, run, request);
  return await talk(check, second.hop, run);
};

/** The request that asks for a WebSocket, in the terms of the web. */
function handshakeOf({ url, headers, auth, tls }: ResolvedCheck<WebsocketCheck>): Resolved<HttpRequest> {
  return {
    url: url.replace(/^ws(?=s?:)/i, 'http'),
    method: 'GET',
    headers,
    ...(auth !== undefined && { auth }),
    ...(tls !== undefined && { tls }),
  };
}

async function talk(check: ResolvedCheck<WebsocketCheck>, hop: Hop, run: Run): Promise<Findings> {
  assertSendable(hop.headers);
  const { hostname, protocol, port } = hop.url;
  const isSecure = protocol === 'https:';
  const certificate = certificateFacts(check.expect);
  const connection = await open(
    {
      hostname,
      port: Number(port || (isSecure ? 443 : 80)),
      ...(check.ip !== undefined && { ip: check.ip }),
      ...(isSecure && { tls: { ...check.tls, ...certificate.tls, alpn: ['http/1.1'] } }),
    },
    run,
  );
  try {
    const { socket } = connection;
    const known = await certificate.read(socket, { hostname, ...check.tls });
    const { session, ...answer } = await shakeHands(check, { hop, socket, run });
    if (session === undefined) return { ...answer, values: known };
    const { signal, timeoutMs } = run;
    const last = await converse(check.script, { ...session, signal, timeoutMs });
    // To end well is our own wish: it is in no phase.
    run.watch.enter('settle');
    const { code, reason } = await close(session, signal);
    if (!CALM.has(code) && !namesFact(check.expect, 'websocket.closeCode')) throw complaint(code, reason);
    const { protocol: chosen } = session.ws;
    return {
      ...answer,
      ...(last !== undefined && { body: last.text, size: last.size }),
      values: { ...known, ...(chosen !== '' && { 'websocket.protocol': chosen }), 'websocket.closeCode': code },
    };
  } finally {
    connection.close();
  }
}

function complaint(code: number, reason: string): ProbeFailure {
  const actual = describeClose(code, reason);
  const detail = { expected: 'code 1000 (normal)', actual };
  return new ProbeFailure('protocol', `the server closed the connection with ${actual}`, detail);
}
