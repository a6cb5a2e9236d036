import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answer } from './child.ts';
import { clockMs } from './timing.ts';

/** `start` answers the port of a wire to `port`. `take` answers what passed since the last one and forgets it. */
export type WireQuestion = { readonly do: 'start'; readonly port: number } | { readonly do: 'take' };

/** One connection: its port as the target sees it, and when bytes passed to the target and back, by `clockMs`. */
export type Passage = { readonly from: number; readonly there: readonly number[]; readonly back: readonly number[] };

let passages: Passage[] = [];

answer<WireQuestion>((question) => {
  if (question.do === 'start') return start(question.port);
  const taken = passages;
  passages = [];
  return taken;
});

function start(port: number): Promise<number> {
  const server = createServer({ noDelay: true }, (near) => carry(near, port));
  return new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Carries bytes both ways without a look inside, and notes when they passed. */
function carry(near: Socket, port: number): void {
  const there: number[] = [];
  const back: number[] = [];
  const far = connect({ host: '127.0.0.1', port, noDelay: true });
  far.once('connect', () => passages.push({ from: far.localPort ?? 0, there, back }));
  near.on('data', (bytes) => {
    there.push(clockMs());
    far.write(bytes);
  });
  far.on('data', (bytes) => {
    back.push(clockMs());
    near.write(bytes);
  });
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    socket.on('end', () => other.end());
    socket.on('error', () => other.destroy());
    socket.on('close', () => other.destroy());
  }
}
