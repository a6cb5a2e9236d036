import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import type { Answered } from './name-process.ts';
import type { Target } from './target.ts';
import { type Peer, quantile } from './timing.ts';

/** How one prober did with names: what it says of a name's resolution less what the name server took. Milliseconds. */
export type NameMeasurement = {
  readonly peer: string;
  readonly names: number;
  readonly failed: number;
  readonly dnsError: { readonly p50: number; readonly p99: number };
};

/** How long the name server waits, milliseconds, and how many names are asked at once. */
export const NAME_DELAY_MS = 20;
const NAMES = 200;

/** A name server at an address of the loopback that nobody else uses. Port 53 where it shall be the system's. */
export async function startNames(port: number): Promise<Child & { readonly at: string }> {
  const child = startChild('./name-process.ts');
  const address = port === 53 ? '127.53.53.53' : '127.0.0.1';
  const bound = await child.ask<number>({ do: 'start', delayMs: NAME_DELAY_MS, address, port });
  return { ...child, at: `${address}:${bound}` };
}

/** A command that runs another one with this name server as the system's: the file is put in place for that command alone. */
export function withResolvConf(folder: string, at: string): readonly string[] {
  const file = join(folder, 'resolv.conf');
  writeFileSync(file, `nameserver ${at.replace(/:.*/, '')}\n`);
  return ['unshare', '-m', 'sh', '-c', `mount --bind ${file} /etc/resolv.conf && exec "$0" "$@"`];
}

/** Rounds that nobody counts, so that it is not V8's compiling that is measured, and those that are. */
const WARM_UP = 10;
const ROUNDS = 10;

/** Resolves 200 names at once, ten times over once it is warm, each name a new one. */
export async function measureNames(peer: Peer, target: Target, names: Child): Promise<NameMeasurement> {
  const errors: number[] = [];
  let count = 0;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const urls = target.urls(NAMES).map((url) => url.replace('127.0.0.1', `n${count++}.bench.example`));
    const { timings } = await peer.run({ urls, atOnce: true });
    const truth = new Map(await names.ask<Answered>({ do: 'take' }));
    const nameOf = new Map(urls.map((url) => [new URL(url).searchParams.get('id') ?? '', new URL(url).hostname]));
    if (round < WARM_UP) continue;
    for (const { id, dns } of timings) {
      const took = truth.get(nameOf.get(id) ?? '');
      if (dns !== undefined && took !== undefined) errors.push(dns - took);
    }
  }
  await target.take();
  return {
    peer: peer.name,
    names: NAMES,
    failed: ROUNDS * NAMES - errors.length,
    dnsError: { p50: quantile(errors, 0.5), p99: quantile(errors.map(Math.abs), 0.99) },
  };
}
