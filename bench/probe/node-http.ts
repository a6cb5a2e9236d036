import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { idOf, oneByOne, type PeerOptions, type RunBatch, type Timing } from './timing.ts';

/** `node:http` and `node:https` with `agent: false`, timed by their own events as HTTP clients do. `ca` is trusted. */
export function nodeHttp({ ca }: PeerOptions): RunBatch {
  return oneByOne((url) => probe(url, ca));
}

function probe(url: string, ca: string | undefined): Promise<Timing> {
  return new Promise((resolve) => {
    const id = idOf(url);
    const startedAt = performance.now();
    let tcp: number | undefined;
    let sentAt = Number.NaN;
    const options = { agent: false, headers: { 'user-agent': 'node' }, timeout: 10_000 };
    const outgoing = ca === undefined ? plainRequest(url, options) : secureRequest(url, { ...options, ca });
    outgoing.once('socket', (socket) => {
      socket.once('connect', () => {
        tcp = performance.now() - startedAt;
        // Without TLS the request leaves as soon as there is a connection.
        if (ca === undefined) sentAt = performance.now();
      });
      socket.once('secureConnect', () => {
        sentAt = performance.now();
      });
    });
    outgoing.once('response', (incoming) => {
      const firstByte = performance.now() - sentAt;
      incoming.resume();
      incoming.once('error', () => resolve({ id }));
      incoming.once('end', () =>
        resolve(incoming.statusCode === 200 && tcp !== undefined ? { id, firstByte, tcp } : { id }),
      );
    });
    outgoing.once('timeout', () => outgoing.destroy());
    outgoing.once('close', () => resolve({ id }));
    outgoing.once('error', () => resolve({ id }));
    outgoing.end();
  });
}
