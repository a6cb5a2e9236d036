import type { RawData, WebSocket } from 'ws';
import { untilAborted } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

/** Most that a probe takes of all messages, pings and pongs together: bytes, and how many. */
const RECEIVED_CAP = 1024 * 1024;
const FRAMES_CAP = 10_000;

/** One thing that came over a WebSocket. `closed` and `broken` are the last one. */
export type Incoming =
  | { readonly is: 'message'; readonly bytes: Buffer }
  | { readonly is: 'pong'; readonly data: string }
  | { readonly is: 'closed'; readonly code: number; readonly reason: string }
  | { readonly is: 'broken'; readonly error: Error };

/** What does not end the connection, and what does. */
export type Passing = Extract<Incoming, { readonly is: 'message' | 'pong' }>;
export type Last = Exclude<Incoming, Passing>;

/** What came and was not looked at yet, in its order. */
export type Inbox = {
  /** The first thing of this sort, as soon as it is there; or the last of all, each time once it came to that. */
  take<Is extends Passing['is']>(is: Is, signal: AbortSignal): Promise<Extract<Passing, { is: Is }> | Last>;
};

/** Collects what comes over a WebSocket from now on, and answers pings. */
export function inboxOf(ws: WebSocket): Inbox {
  const waiting: Passing[] = [];
  let last: Last | undefined;
  let wake: (() => void) | undefined;
  let bytes = 0;
  let frames = 0;
  const put = (incoming: Incoming) => {
    if (last !== undefined) return;
    if (incoming.is === 'closed' || incoming.is === 'broken') last = incoming;
    else waiting.push(incoming);
    wake?.();
  };
  const count = (data: Buffer): boolean => {
    bytes += data.length;
    frames += 1;
    const isTooMuch = bytes > RECEIVED_CAP || frames > FRAMES_CAP;
    if (isTooMuch && last === undefined) {
      put({ is: 'broken', error: tooMuch(bytes, frames) });
      ws.terminate();
    }
    return !isTooMuch;
  };
  ws.on('message', (given) => {
    const data = bufferOf(given);
    if (count(data)) put({ is: 'message', bytes: data });
  });
  ws.on('ping', (data) => {
    if (count(data) && ws.readyState === ws.OPEN) ws.pong(data, undefined, () => {});
  });
  ws.on('pong', (data) => {
    if (count(data)) put({ is: 'pong', data: data.toString('utf8') });
  });
  ws.on('error', (error) => put({ is: 'broken', error: explain(error) }));
  ws.on('close', (code, reason) => put({ is: 'closed', code, reason: reason.toString('utf8') }));
  return {
    async take<Is extends Passing['is']>(is: Is, signal: AbortSignal) {
      for (;;) {
        const index = waiting.findIndex((passing) => passing.is === is);
        const [taken] = index < 0 ? [] : waiting.splice(index, 1);
        if (taken !== undefined) return taken as Extract<Passing, { is: Is }>;
        if (last !== undefined) return last;
        await untilAborted<void>(signal, (resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function bufferOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function tooMuch(bytes: number, frames: number): ProbeFailure {
  const most = `${RECEIVED_CAP / 1024} KB or ${FRAMES_CAP} messages and pings`;
  const detail = { expected: `at most ${most}`, actual: `${bytes} bytes in ${frames} of them` };
  return new ProbeFailure('protocol', `the server sent more than ${most}, the most that a probe takes`, detail);
}

/** What ws finds wrong with a frame has a code of its own, and the names of our own bugs. */
function explain(error: Error): Error {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('WS_ERR_')) return error;
  const message = TOO_LONG[code] ?? error.message.replace(/^Invalid WebSocket frame: /, 'malformed frame: ');
  return new ProbeFailure('protocol', message, { expected: 'frames of RFC 6455', actual: code });
}

const TOO_LONG: Readonly<Record<string, string>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'a message is larger than 256 KB, the most that a probe reads',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'a message is larger than 256 KB, the most that a probe reads',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'a message comes in more pieces than a probe puts together',
  WS_ERR_UNEXPECTED_MASK: 'malformed frame: the server masks what it sends',
  WS_ERR_UNEXPECTED_RSV_1: 'malformed frame: compressed, and no compression was offered',
};
