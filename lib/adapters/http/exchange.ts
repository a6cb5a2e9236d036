import type { Socket } from 'node:net';
import { untilAborted } from '../probe/deadline.ts';
import type { Stopwatch } from '../probe/stopwatch.ts';
import type { Hop } from './hop.ts';
import { requestHead } from './request-head.ts';
import { type Answer, type ReadOptions, responseReader } from './response-reader.ts';

export type ExchangeOptions = {
  readonly socket: Socket;
  readonly watch: Stopwatch;
  readonly signal: AbortSignal;
  readonly onHead: ReadOptions['onHead'];
  /** Names the whole URL in the request, as a proxy needs it. */
  readonly isForwarded?: boolean;
};

/** Sends one request over a connection and reads the answer. The connection is the caller's to close. */
export async function exchange(
  hop: Hop,
  { socket, watch, signal, onHead, isForwarded }: ExchangeOptions,
): Promise<Answer> {
  const head = requestHead(hop, isForwarded);
  const reader = responseReader({ method: hop.method, onHead });
  watch.enter('send');
  return await untilAborted<Answer>(signal, (resolve, reject) => {
    const onClosed = () => reject(closed());
    const settle = (read: () => Answer | undefined) => {
      try {
        const answer = read();
        if (answer === undefined) return;
        stop();
        // TLS has a word to say before the connection is closed.
        if (hop.url.protocol === 'https:') socket.end();
        // What else came in the same poll is timed before anything is made of this answer.
        setImmediate(resolve, answer);
      } catch (error) {
        stop();
        reject(error);
      }
    };
    const onData = (piece: Buffer) => {
      if (isSending(watch)) watch.enter('firstByte');
      if (watch.stage() === 'firstByte') watch.enter('transfer');
      settle(() => reader.push(piece));
    };
    const onEnd = () => settle(() => reader.end());
    const stop = () => {
      socket.off('data', onData).off('end', onEnd).off('error', reject).off('close', onClosed);
    };
    socket.on('data', onData).on('end', onEnd).on('error', reject).on('close', onClosed);
    if (socket.destroyed || socket.readableEnded) {
      onClosed();
      return;
    }
    const onWritten = (error?: Error | null) => !error && isSending(watch) && watch.enter('firstByte');
    if (hop.body === undefined) socket.write(head, 'latin1', onWritten);
    else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), hop.body]), onWritten);
    // The write is tried at once. Where it was taken, whole or in part, a reset from here on answers the request.
    if (!socket.destroyed && socket.errored === null)
      watch.enter(socket.writableLength === 0 ? 'firstByte' : 'sending');
  });
}

function isSending(watch: Stopwatch): boolean {
  return watch.stage() === 'send' || watch.stage() === 'sending';
}

function closed(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}
