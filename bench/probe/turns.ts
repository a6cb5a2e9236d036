import type { Target, Truth } from './target.ts';
import type { Peer, Run } from './timing.ts';

/** What one prober said of a burst, or of some probes in a row, and what is true of them. */
export type Round = { readonly run: Run; readonly truths: ReadonlyMap<string, Truth> };

/** Probes of a turn where they go one after another. */
const IN_A_ROW = 25;

/**
 * Lets a prober and the target get warm, as containers are that live for hours: forty bursts of a hundred that nobody counts.
 *
 * That is eighty minutes of a shard of fifty checks a minute. CPU and first byte level off after some thirty bursts.
 */
export async function warmUp(peer: Peer, target: Target): Promise<void> {
  for (let round = 0; round < 40; round += 1) await peer.run({ urls: target.urls(100), atOnce: true });
  await target.take();
}

/** The rounds of each prober. One probes at a time, in turns, every other time in the opposite order: the machine's moods meet all. */
export async function takeTurns(
  peers: readonly Peer[],
  target: Target,
  { concurrency, turns }: { readonly concurrency: number; readonly turns: number },
): Promise<ReadonlyMap<Peer, readonly Round[]>> {
  const rounds = new Map(peers.map((peer): [Peer, Round[]] => [peer, []]));
  const atOnce = concurrency > 1;
  for (let turn = 0; turn < turns; turn += 1) {
    for (const peer of turn % 2 === 0 ? peers : peers.toReversed()) {
      const run = await peer.run({ urls: target.urls(atOnce ? concurrency : IN_A_ROW), atOnce });
      // After each round: over several, ports come twice.
      rounds.get(peer)?.push({ run, truths: await target.take() });
    }
  }
  return rounds;
}
