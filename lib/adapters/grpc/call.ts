import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { Socket } from 'node:net';
import { excerpt } from '../../core/condition.ts';
import { untilAborted } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import { MESSAGE_CAP, tooLong } from './health-message.ts';

/** How a call was answered. Names in lower case; `trailers` are those of a trailers-only answer too. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type Call = {
  /** `http://` or `https://` and the authority. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: Buffer;
};

/**
 * One call over a connection, which is the caller's to close. Throws a `ProbeFailure` of kind `protocol` where HTTP/2 is
 * not spoken well.
 */
export async function call({ origin, headers, message }: Call, socket: Socket, run: Run): Promise<Answer> {
  const { watch, signal } = run;
  watch.enter('send');
  // Header lists beyond this are refused by nghttp2. There is nothing that a server could push.
  const settings = { enablePush: false, maxHeaderListSize: 16 * 1024 };
  const session = connect(origin, { createConnection: () => socket, settings });
  try {
    return await untilAborted(signal, (resolve, reject) => {
      let isHttp2 = false;
      session.once('remoteSettings', () => {
        isHttp2 = true;
      });
      const fail = (error: Error) => reject(explain(error, isHttp2));
      session.on('error', fail);
      session.once('close', () => fail(closed()));
      const stream = session.request({ ':method': 'POST', ...headers });
      session.on('goaway', (code, lastStreamId) => {
        const isTaken = code === constants.NGHTTP2_NO_ERROR && (stream.id ?? 0) <= lastStreamId;
        if (!isTaken) reject(misspoken(`the server goes away (GOAWAY ${nameOf(code)}) and does not answer the call`));
      });
      follow(stream, watch);
      answered(stream, session, (status) => {
        run.seen.status = status;
      }).then(resolve, fail);
      stream.end(message);
    });
  } finally {
    session.destroy();
  }
}

/** Times the call on the stopwatch. */
function follow(stream: ClientHttp2Stream, watch: Run['watch']): void {
  const isSending = () => watch.stage() === 'send' || watch.stage() === 'sending';
  // The first write is tried before this. Where it was taken, a reset from here on answers the call.
  setImmediate(() => !stream.destroyed && watch.stage() === 'send' && watch.enter('sending'));
  stream.once('finish', () => isSending() && watch.enter('firstByte'));
  stream.once('response', () => {
    if (isSending()) watch.enter('firstByte');
    if (watch.stage() === 'firstByte') watch.enter('transfer');
  });
}

function answered(
  stream: ClientHttp2Stream,
  session: ClientHttp2Session,
  onStatus: (status: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let head: Omit<Answer, 'trailers' | 'body'> | undefined;
    let trailers: Readonly<Record<string, string>> | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    stream.once('response', (incoming) => {
      head = { status: incoming[':status'] ?? 0, headers: flatten(incoming) };
      onStatus(head.status);
    });
    stream.once('trailers', (incoming) => {
      trailers = flatten(incoming);
    });
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MESSAGE_CAP) reject(tooLong(`more than ${MESSAGE_CAP} bytes`));
      else chunks.push(chunk);
    });
    stream.on('error', reject);
    stream.once('close', () => {
      const code = stream.rstCode ?? constants.NGHTTP2_NO_ERROR;
      if (head !== undefined && (trailers !== undefined || code === constants.NGHTTP2_NO_ERROR)) {
        resolve({ ...head, trailers: trailers ?? head.headers, body: Buffer.concat(chunks) });
      } else if (session.destroyed || session.closed) reject(closed());
      else reject(misspoken(`the server reset the call (RST_STREAM ${nameOf(code)})`));
    });
  });
}

function closed(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

/** What Node finds wrong with HTTP/2, for a person. */
function explain(error: Error, isHttp2: boolean): Error {
  if (error instanceof ProbeFailure) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (!isHttp2 && (code.startsWith('ERR_HTTP2_') || code === 'ECONNRESET')) {
    return misspoken('the server does not speak HTTP/2 on this port', code);
  }
  if (!code.startsWith('ERR_HTTP2_')) return error;
  const named = error.message.replace(/NGHTTP2_(?=[A-Z])/g, '').replace(/error code (\d+)$/, (_, number) => {
    return `error code ${nameOf(Number(number))}`;
  });
  return misspoken(`HTTP/2 went wrong: ${named}`, code);
}

function misspoken(message: string, actual: string = message): ProbeFailure {
  return new ProbeFailure('protocol', excerpt(message), { expected: 'a call over HTTP/2', actual: excerpt(actual) });
}

/** Names of the codes of GOAWAY and RST_STREAM. Source: https://www.rfc-editor.org/rfc/rfc9113#section-7 */
const ERRORS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

function nameOf(code: number): string {
  return ERRORS[code] ?? String(code);
}

function flatten(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    flat[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return flat;
}
