import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { isStatusExpected } from '../../core/assertions/status.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import type { WebsocketCheck } from '../../core/kinds/websocket.ts';
import type { Hop } from '../http/hop.ts';
import { untilAborted } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import type { Stopwatch } from '../probe/stopwatch.ts';
import { type Inbox, inboxOf } from './inbox.ts';

/** Most that a probe reads of one message, in bytes. */
export const MESSAGE_CAP = 256 * 1024;

/** Longest that a server may take to close the connection, milliseconds. Never more than a tenth of the attempt's time. */
const CLOSE_MS = 500;

/** What a server said to the handshake. Header names in lower case. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where the server did not switch protocols, and the check expects just that. */
  readonly session?: { readonly ws: WebSocket; readonly inbox: Inbox };
};

/** The handshake as the request that it is, and what carries it. */
export type Over = { readonly hop: Hop; readonly socket: Socket; readonly run: Run };

/**
 * Asks for a WebSocket over a connection, which is the caller's to close. Throws a `ProbeFailure`: of kind `status` where
 * the server answers without switching, of kind `protocol` where it switches in a wrong way.
 */
export function shakeHands(check: ResolvedCheck<WebsocketCheck>, { hop, socket, run }: Over): Promise<Answer> {
  const { watch, signal, timeoutMs } = run;
  return untilAborted(signal, (resolve, reject) => {
    watch.enter('send');
    // The last two are newer than the types of ws.
    const options: ClientOptions & { readonly closeTimeout: number; readonly maxHeaderSize: number } = {
      createConnection: () => socket,
      headers: { ...hop.headers },
      // No compression is offered, so that no message can be larger than what came.
      perMessageDeflate: false,
      followRedirects: false,
      // The inbox answers pings, and counts them.
      autoPong: false,
      maxPayload: MESSAGE_CAP,
      maxHeaderSize: 16 * 1024,
      closeTimeout: Math.min(CLOSE_MS, timeoutMs / 10),
      finishRequest: (request) => follow(request, socket, watch).end(),
    };
    const ws = new WebSocket(hop.url, [...check.protocols], options);
    const inbox = inboxOf(ws);
    let answer: Answer | undefined;
    const answered = ({ statusCode = 0, headers }: IncomingMessage): Answer => {
      run.seen.status = statusCode;
      return { status: statusCode, headers: flatten(headers) };
    };
    ws.on('error', (error) => reject(explain(error, check.protocols)));
    ws.once('upgrade', (response) => {
      answer = answered(response);
    });
    ws.once('unexpected-response', (_, response) => {
      const refusal = answered(response);
      if (refusal.status === 101) reject(malformed('the answer 101 does not switch to websocket'));
      else if (isStatusExpected(refusal.status, check.expect)) resolve(refusal);
      else reject(refused(refusal, response.statusMessage));
    });
    ws.once('open', () => answer !== undefined && resolve({ ...answer, session: { ws, inbox } }));
  });
}

/** Times the request on the stopwatch. */
function follow(request: ClientRequest, socket: Socket, watch: Stopwatch): ClientRequest {
  request.once('finish', () => isSending(watch) && watch.enter('firstByte'));
  request.once('socket', () => {
    socket.prependOnceListener('data', () => {
      if (isSending(watch)) watch.enter('firstByte');
      if (watch.stage() === 'firstByte') watch.enter('transfer');
    });
    // The first write is tried right after this. Where it was taken, a reset from here on answers the request.
    process.nextTick(() => !socket.destroyed && watch.stage() === 'send' && watch.enter('sending'));
  });
  return request;
}

function isSending(watch: Stopwatch): boolean {
  return watch.stage() === 'send' || watch.stage() === 'sending';
}

function refused({ status, headers }: Answer, reason = ''): ProbeFailure {
  const { location } = headers;
  const where =
    location === undefined ? '' : `: redirected to ${excerpt(location, 100)}, which a probe does not follow`;
  const actual = excerpt(`${status} ${reason}`.trim(), 80);
  const message = `the server opened no WebSocket, status ${actual}, expected 101${where}`;
  return new ProbeFailure('status', message, { expected: '101', actual });
}

/** What ws says of a handshake that is wrong, which has no code. */
const WRONG: Readonly<Record<string, string>> = {
  'Invalid Upgrade header': 'the answer 101 does not switch to websocket',
  'Invalid Sec-WebSocket-Accept header': 'the answer has a wrong Sec-WebSocket-Accept: it is none to this handshake',
  'Server sent a subprotocol but none was requested': 'the server chose a subprotocol, and none was offered',
  'Server sent an invalid subprotocol': 'the server chose a subprotocol that was not offered',
  'Server sent no subprotocol': 'the server chose none of the subprotocols that were offered',
  'Server sent a Sec-WebSocket-Extensions header but no extension was requested':
    'the server turned on an extension, and none was offered',
};

function explain(error: Error, protocols: readonly string[]): Error {
  if ('code' in error) return error;
  const meaning = WRONG[error.message];
  const offered = error.message.includes('subprotocol') && protocols.length > 0 ? `: ${protocols.join(', ')}` : '';
  return malformed(`${meaning ?? error.message}${offered}`);
}

function malformed(actual: string): ProbeFailure {
  const detail = { expected: 'an answer that opens a WebSocket (RFC 6455, section 4.1)', actual: excerpt(actual) };
  return new ProbeFailure('protocol', excerpt(`malformed handshake: ${actual}`), detail);
}

function flatten(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
