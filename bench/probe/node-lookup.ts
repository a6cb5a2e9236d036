import { lookup } from 'node:dns/promises';
import { idOf, oneByOne, type RunBatch } from './timing.ts';

/** `dns.lookup`, by which every client of Node's resolves names unless it is told otherwise. */
export function nodeLookup(): RunBatch {
  return oneByOne(async (url) => {
    const startedAt = performance.now();
    const found = await lookup(new URL(url).hostname).catch(() => undefined);
    return { id: idOf(url), ...(found !== undefined && { dns: performance.now() - startedAt }) };
  });
}
