import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { answer } from './child.ts';
import { clockMs } from './timing.ts';

/** `start` answers where the name server is: its answer to every question is 127.0.0.1. `take` answers how long each took. */
export type NameQuestion =
  | { readonly do: 'start'; readonly delayMs: number; readonly address: string; readonly port: number }
  | { readonly do: 'take' };

/** From the question seen to the answer sent, milliseconds, by name; of the slowest question of that name. */
export type Answered = readonly (readonly [string, number])[];

let answered = new Map<string, number>();

answer<NameQuestion>((question) => {
  if (question.do === 'start') return start(question);
  const taken: Answered = [...answered];
  answered = new Map();
  return taken;
});

function start({ delayMs, address, port }: Extract<NameQuestion, { do: 'start' }>): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const seenAt = clockMs();
    setTimeout(() => {
      const { id, questions = [] } = decode(bytes);
      const [asked] = questions;
      const name = asked?.name ?? '';
      const answers = asked?.type === 'A' ? [{ type: 'A' as const, name, ttl: 0, data: '127.0.0.1' }] : [];
      // 1: recursion was desired, 128 in the other byte: and is there.
      const flags = 0x0180;
      socket.send(
        encode({ type: 'response', ...(id !== undefined && { id }), flags, questions, answers }),
        from.port,
        from.address,
      );
      answered.set(name, Math.max(answered.get(name) ?? 0, clockMs() - seenAt));
    }, delayMs);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket.address().port));
  });
}
