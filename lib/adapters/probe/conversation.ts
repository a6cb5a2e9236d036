import type { Socket } from 'node:net';
import { untilAborted } from './deadline.ts';
import type { Find } from './expected.ts';
import type { Run } from './run.ts';

/** Most that is kept of what came over a conversation, in bytes; more ends it. */
export const HEARD_CAP = 64 * 1024;

/** How waiting for something ended. `code`: what the connection's end is called. */
export type Heard =
  | { readonly is: 'found' }
  | { readonly is: 'closed'; readonly code: string }
  | { readonly is: 'too much' };

/** Talk over a connection, all that comes kept. */
export type Conversation = {
  /** All that came so far. */
  received(): Buffer;
  /** How much of it was found already. */
  position(): number;
  /** Resolves when it is on its way, or with the code of the connection's end. */
  say(bytes: Buffer): Promise<string | undefined>;
  /** Waits until what is sought stands behind what was found before. Rejects when the signal ends. */
  hear(find: Find): Promise<Heard>;
  /** Stops listening; the connection stays open, its next bytes unread. */
  leave(): void;
};

/** Begins to listen; the stage `firstByte` ends at the first byte. */
export function converse(socket: Socket, { signal, watch }: Pick<Run, 'signal' | 'watch'>): Conversation {
  let bytes = Buffer.alloc(0);
  let length = 0;
  let position = 0;
  let ended: Heard | undefined;
  let onNews = () => {};
  const received = () => bytes.subarray(0, length);
  const end = (how: Heard) => {
    ended ??= how;
    onNews();
  };
  const onData = (chunk: Buffer) => {
    if (ended !== undefined) return;
    if (watch.stage() === 'firstByte') watch.enter('transfer');
    const kept = chunk.subarray(0, HEARD_CAP - length);
    bytes = withRoom(bytes, length + kept.length);
    kept.copy(bytes, length);
    length += kept.length;
    if (kept.length === chunk.length) onNews();
    else {
      socket.pause();
      end({ is: 'too much' });
    }
  };
  const onEnd = () => end({ is: 'closed', code: 'EOF' });
  const onClose = () => end({ is: 'closed', code: 'ECONNRESET' });
  const onError = (error: NodeJS.ErrnoException) => end({ is: 'closed', code: error.code ?? error.message });
  socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  return {
    received,
    position: () => position,
    say: (said) =>
      untilAborted(signal, (resolve) => {
        if (ended?.is === 'closed') resolve(ended.code);
        else socket.write(said, (error) => resolve(error == null ? undefined : codeOf(error)));
      }),
    hear: (find) =>
      untilAborted<Heard>(signal, (resolve, reject) => {
        onNews = () => {
          try {
            const at = find(received(), position);
            if (at !== undefined) position = at;
            const heard: Heard | undefined = at === undefined ? ended : { is: 'found' };
            if (heard === undefined) return;
            onNews = () => {};
            resolve(heard);
          } catch (error) {
            onNews = () => {};
            reject(error);
          }
        };
        onNews();
      }).finally(() => {
        onNews = () => {};
      }),
    leave() {
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      socket.pause();
    },
  };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Twice the room each time, so that a server that sends byte by byte costs no more than another. */
function withRoom(bytes: Buffer<ArrayBuffer>, length: number): Buffer<ArrayBuffer> {
  if (length <= bytes.length) return bytes;
  const wider = Buffer.alloc(Math.min(HEARD_CAP, Math.max(1_024, length, bytes.length * 2)));
  bytes.copy(wider);
  return wider;
}
