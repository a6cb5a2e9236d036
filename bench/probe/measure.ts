import type { Target, Truth } from './target.ts';
import { type Batch, type Peer, quantile, type Run } from './timing.ts';

/** How one prober did in one setting. Times in milliseconds; NaN where no probe passed. */
export type Measurement = {
  readonly peer: string;
  readonly scheme: 'http' | 'https';
  readonly place: Place;
  /** Probes at once. */
  readonly concurrency: number;
  readonly probes: number;
  readonly failed: number;
  /** CPU time per probe, of the probing process with all its threads. */
  readonly cpu: number;
  /** First byte as the prober says it, less what passed on the wire. p50 keeps its sign, p99 is of its size. */
  readonly firstByteError: Spread;
  /** The tcp phase as the prober says it. */
  readonly tcp: Spread;
  /** Probes of which ours itself says that they cannot be trusted. */
  readonly marked: number;
  /** How much later than asked the target answered, p99: a sign of how busy the machine was. */
  readonly targetLate: number;
};

/** `free`: as the machine is. `one core`: the prober alone on one. `512 MB`: there, with the CPU time of such a Lambda. */
export type Place = 'free' | 'one core' | '512 MB';

export type Spread = { readonly p50: number; readonly p99: number };

export type Setting = {
  readonly scheme: Measurement['scheme'];
  readonly place: Place;
  readonly concurrency: number;
  readonly rounds: number;
};

/** Probes the target for so many rounds of so many probes at once. One probe at a time: a round is 100 in a row. */
export async function measure(peer: Peer, target: Target, setting: Setting): Promise<Measurement> {
  const { scheme, place, concurrency, rounds } = setting;
  const batch = (): Batch => ({ urls: target.urls(Math.max(concurrency, 100)), atOnce: concurrency > 1 });
  const runs: Run[] = [];
  const truths = new Map<string, Truth>();
  for (let round = 0; round < rounds; round += 1) {
    runs.push(await peer.run(batch()));
    // After each round: over all of them, ports come twice.
    for (const [id, truth] of await target.take()) truths.set(id, truth);
  }
  const timings = runs.flatMap((run) => run.timings);
  const errors = timings.flatMap(({ id, firstByte }) => minus(firstByte, truths.get(id)));
  const tcp = timings.flatMap((timing) => timing.tcp ?? []);
  return {
    peer: peer.name,
    scheme,
    place,
    concurrency,
    probes: timings.length,
    failed: timings.length - errors.length,
    cpu: runs.reduce((sum, run) => sum + run.cpuMs, 0) / timings.length,
    firstByteError: { p50: quantile(errors, 0.5), p99: quantile(errors.map(Math.abs), 0.99) },
    tcp: { p50: quantile(tcp, 0.5), p99: quantile(tcp, 0.99) },
    marked: timings.filter(({ lag }) => lag !== undefined).length,
    targetLate: quantile(
      [...truths.values()].map(({ lateMs }) => lateMs),
      0.99,
    ),
  };
}

/** Lets a prober and the target get warm, as containers are that live for hours: ten bursts that nobody counts. */
export async function warmUp(peer: Peer, target: Target): Promise<void> {
  for (let round = 0; round < 10; round += 1) await peer.run({ urls: target.urls(100), atOnce: true });
  await target.take();
}

function minus(firstByte: number | undefined, truth: Truth | undefined): readonly number[] {
  return firstByte === undefined || truth === undefined ? [] : [firstByte - truth.firstByteMs];
}
