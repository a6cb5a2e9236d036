import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { excerpt } from '../../core/condition.ts';
import { untilAborted } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Stopwatch } from '../probe/stopwatch.ts';
import type { Hop } from './hop.ts';

/** Most that a probe reads of a body, in bytes, as sent and as decoded. */
export const BODY_CAP = 256 * 1024;

/** Most informational answers (100, 102, 103) before the real one. */
const MOST_INFORMATIONAL = 32;

/** How an answer begins. Header names in lower case; a header that came several times is joined by commas. */
export type Head = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each `set-cookie` by itself. */
  readonly cookies: readonly string[];
};

/** The answer of one hop. `body`: as sent, not decoded; empty where it was not wanted. */
export type Answer = Head & { readonly body: Buffer };

export type ExchangeOptions = {
  readonly socket: Socket;
  readonly watch: Stopwatch;
  readonly signal: AbortSignal;
  /** Told as soon as the status and headers are there; whether the body shall be read. */
  readonly onHead: (head: Head) => boolean;
  /** Names the whole URL in the request, as a proxy needs it. */
  readonly isForwarded?: boolean;
};

/** Sends one request over a connection and reads the answer. The connection is the caller's to close. */
export function exchange(hop: Hop, { socket, watch, signal, onHead, isForwarded }: ExchangeOptions): Promise<Answer> {
  return untilAborted(signal, (resolve, reject) => {
    watch.enter('send');
    const path = `${hop.url.pathname}${hop.url.search}`;
    const outgoing = request({
      createConnection: () => socket,
      host: hop.url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: hop.url.port,
      defaultPort: hop.url.protocol === 'https:' ? 443 : 80,
      method: hop.method,
      path: isForwarded === true ? `${hop.url.origin}${path}` : path,
      headers: hop.headers,
      maxHeaderSize: 16 * 1024,
    });
    // At an answer's end Node would shut the connection down and then close it, which alone says the same; TLS has a word to say.
    if (hop.url.protocol === 'http:') socket.destroySoon = socket.destroy;
    let answer: IncomingMessage | undefined;
    // What a server sends behind a whole answer is no part of it, and no fault of it.
    outgoing.on('error', (error) => answer?.complete !== true && reject(error));
    outgoing.once('finish', () => isSending(watch) && watch.enter('firstByte'));
    outgoing.once('socket', () => {
      noteFirstByte(socket, watch);
      // The first write is tried right after this. Where it was taken, a reset from here on answers the request.
      process.nextTick(() => !socket.destroyed && watch.stage() === 'send' && watch.enter('sending'));
    });
    // The socket stays until the next full collection (see `established`); what was said over it need not.
    outgoing.once('close', () => Object.assign(socket, { _httpMessage: undefined }));
    outgoing.once('upgrade', () => reject(switched()));
    let informational = 0;
    outgoing.on('information', () => {
      informational += 1;
      if (informational > MOST_INFORMATIONAL) reject(tooManyInformational());
    });
    const onClosed = () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    outgoing.once('close', onClosed);
    outgoing.once('response', (incoming) => {
      answer = incoming;
      // From here on the body's own end counts: a body without a length ends with the connection.
      outgoing.off('close', onClosed);
      if (incoming.statusCode === 101) {
        reject(switched());
        return;
      }
      enterTransfer(watch);
      const cookies = incoming.headers['set-cookie'] ?? [];
      const head = { status: incoming.statusCode ?? 0, headers: flatten(incoming), cookies };
      let wanted: boolean;
      try {
        wanted = onHead(head);
      } catch (error) {
        // Thrown on, it would end the process.
        reject(error);
        return;
      }
      if (!wanted) resolve({ ...head, body: Buffer.alloc(0) });
      else if (hop.method !== 'HEAD' && Number(head.headers['content-length'] ?? 0) > BODY_CAP) {
        reject(overCap(`content-length ${head.headers['content-length']}`));
      } else readBody(incoming, (body) => resolve({ ...head, body }), reject);
    });
    outgoing.end(hop.body);
  });
}

/**
 * Times the first byte as soon as it is there, and only then, when what else came in the same poll is timed too, gives it to
 * the parser. Before, those whose answers came together waited for each other: 0.2 ms for each.
 */
function noteFirstByte(socket: Socket, watch: Stopwatch): void {
  const onReadable = () => {
    if (socket.readableLength > 0) enterTransfer(watch);
    setImmediate(() => socket.off('readable', onReadable));
  };
  // While somebody listens to this event, nothing flows: so not `once`, which ends to listen at once.
  socket.on('readable', onReadable);
}

function isSending(watch: Stopwatch): boolean {
  return watch.stage() === 'send' || watch.stage() === 'sending';
}

function enterTransfer(watch: Stopwatch): void {
  if (isSending(watch)) watch.enter('firstByte');
  if (watch.stage() === 'firstByte') watch.enter('transfer');
}

function readBody(incoming: IncomingMessage, resolve: (body: Buffer) => void, reject: (error: unknown) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > BODY_CAP) reject(overCap(`more than ${BODY_CAP} bytes`));
    else chunks.push(chunk);
  });
  const onClosed = () => {
    const message = excerpt(`incomplete response: the connection was closed after ${size} bytes of the body`);
    reject(new ProbeFailure('protocol', message, { expected: 'a whole body', actual: `${size} bytes` }));
  };
  incoming.once('close', onClosed);
  incoming.once('end', () => {
    incoming.off('close', onClosed);
    resolve(Buffer.concat(chunks));
  });
  incoming.on('error', reject);
}

/** The failure of a body that is larger than `BODY_CAP`. */
export function overCap(actual: string): ProbeFailure {
  const message = `the body is larger than ${BODY_CAP / 1024} KB, the most that a probe reads`;
  return new ProbeFailure('protocol', message, { expected: `at most ${BODY_CAP} bytes`, actual });
}

function switched(): ProbeFailure {
  const detail = { expected: 'an HTTP response', actual: '101 Switching Protocols' };
  return new ProbeFailure('protocol', 'the server switched protocols unasked', detail);
}

function tooManyInformational(): ProbeFailure {
  const message = `more than ${MOST_INFORMATIONAL} informational answers (1xx) and no real one`;
  return new ProbeFailure('protocol', message, { expected: 'an HTTP response', actual: 'answers of status 1xx' });
}

function flatten(incoming: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
