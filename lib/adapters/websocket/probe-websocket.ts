import { namesFact } from '../../core/facts-asked.ts';
import type { WebsocketCheck } from '../../core/kinds/websocket.ts';
import { open } from '../probe/open.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe } from '../probe/run.ts';
import { close } from './close.ts';
import { converse, describeClose } from './conversation.ts';
import { shakeHands } from './handshake.ts';

/** Codes that a server ends with which has nothing to complain of; 1006 is a connection that ended without any. */
const CALM = new Set([1000, 1001, 1005, 1006]);

/** Opens a WebSocket, goes through the script, and closes it. */
export const probeWebsocket: KindProbe<WebsocketCheck> = async (check, run) => {
  const { hostname, protocol, port } = new URL(check.url);
  const secure = protocol === 'wss:' || protocol === 'https:';
  const connection = await open(
    {
      hostname,
      port: Number(port || (secure ? 443 : 80)),
      ...(check.ip !== undefined && { ip: check.ip }),
      ...(secure && { tls: { ...check.tls, alpn: ['http/1.1'] } }),
    },
    run,
  );
  try {
    const { session, ...answer } = await shakeHands(check, connection.socket, run);
    if (session === undefined) return answer;
    const { signal, timeoutMs } = run;
    const last = await converse(check.script, { ...session, signal, timeoutMs });
    // To end well is our own wish: it is in no phase.
    run.watch.enter('settle');
    const { code, reason } = await close(session, signal);
    if (!CALM.has(code) && !namesFact(check.expect, 'websocket.closeCode')) throw complaint(code, reason);
    return {
      ...answer,
      ...(last !== undefined && { body: last.text, size: last.size }),
      values: {
        ...(session.ws.protocol !== '' && { 'websocket.protocol': session.ws.protocol }),
        'websocket.closeCode': code,
      },
    };
  } finally {
    connection.close();
  }
};

function complaint(code: number, reason: string): ProbeFailure {
  const actual = describeClose(code, reason);
  const detail = { expected: 'code 1000 (normal)', actual };
  return new ProbeFailure('protocol', `the server closed the connection with ${actual}`, detail);
}
