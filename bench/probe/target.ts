import type { Certificate } from './certificate.ts';
import { pinned, startChild } from './child.ts';
import type { Visit } from './target-process.ts';
import type { Passage } from './wire-process.ts';

/** What is true of one probe, in milliseconds: by the wire, and how much later than asked the target answered. */
export type Truth = { readonly firstByteMs: number; readonly lateMs: number };

/** A server behind a wire that has a clock, each in a process of its own. */
export type Target = {
  /** Addresses that were not used before. */
  urls(count: number): readonly string[];
  /** What happened to the addresses since the last time, by id. */
  take(): Promise<ReadonlyMap<string, Truth>>;
  stop(): void;
};

/** How long the target waits with its first byte, in milliseconds. */
export const DELAY_MS = 50;

/** Starts a target, on one core where it is told; with a certificate it speaks HTTPS. */
export async function startTarget(certificate?: Certificate, core?: number): Promise<Target> {
  const server = startChild('./target-process.ts', pinned(core));
  // Where it waits for the target's work, which has the same core, its clock would read the request too late.
  const wire = startChild('./wire-process.ts', ['nice', '-n', '-20', ...pinned(core)]);
  const tls = certificate && { key: certificate.key, cert: certificate.cert };
  const behind = await server.ask<number>({ do: 'start', delayMs: DELAY_MS, tls });
  const port = await wire.ask<number>({ do: 'start', port: behind });
  const origin = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  let next = 0;
  return {
    urls: (count) => Array.from({ length: count }, () => `${origin}/items?id=${next++}`),
    async take() {
      const passages = await wire.ask<readonly Passage[]>({ do: 'take' });
      const visits = await server.ask<readonly Visit[]>({ do: 'take' });
      const byPort = new Map(passages.map((passage) => [passage.from, passage]));
      return new Map(
        visits.flatMap((visit) => {
          const truth = truthOf(visit, byPort.get(visit.from));
          return truth === undefined ? [] : [[visit.id, truth] as const];
        }),
      );
    },
    stop() {
      wire.stop();
      server.stop();
    },
  };
}

/** The request is what passed last before the target saw it, the first byte what came first after it was written. */
function truthOf({ seenAt, wroteAt }: Visit, passage: Passage | undefined): Truth | undefined {
  const request = passage?.there.findLast((at) => at <= seenAt);
  const firstByte = passage?.back.find((at) => at >= wroteAt);
  if (request === undefined || firstByte === undefined) return undefined;
  return { firstByteMs: firstByte - request, lateMs: wroteAt - seenAt - DELAY_MS };
}
