import { Client } from 'undici';
import { idOf, oneByOne, type PeerOptions, type RunBatch } from './timing.ts';

/** undici, which is behind `fetch`, with a client per probe. It does not say when its connection is made, only when it is ready. */
export function undici({ ca }: PeerOptions): RunBatch {
  return oneByOne(async (url) => {
    const id = idOf(url);
    const { origin, pathname, search } = new URL(url);
    const client = new Client(origin, { pipelining: 0, ...(ca !== undefined && { connect: { ca } }) });
    let sentAt = Number.NaN;
    client.once('connect', () => {
      sentAt = performance.now();
    });
    try {
      const { statusCode, body } = await client.request({ method: 'GET', path: pathname + search });
      const firstByte = performance.now() - sentAt;
      await body.dump();
      return statusCode === 200 ? { id, firstByte } : { id };
    } catch {
      return { id };
    } finally {
      await client.destroy();
    }
  });
}
