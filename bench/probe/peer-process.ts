import { answer } from './child.ts';
import { killdeer } from './killdeer.ts';
import { nodeHttp } from './node-http.ts';
import type { Batch, Run, Timing } from './timing.ts';

/** Which prober this process is. `ca`: what it trusts, PEM. Answered by `true`. Every batch comes after it. */
export type PeerQuestion = { readonly be: keyof typeof PROBES; readonly ca?: string } | Batch;

const PROBES = { killdeer, 'node:http(s)': nodeHttp };

let probe: (url: string) => Promise<Timing>;

answer<PeerQuestion>((question) => {
  if (!('be' in question)) return run(question);
  probe = PROBES[question.be](question.ca);
  return true;
});

async function run({ urls, atOnce }: Batch): Promise<Run> {
  const before = process.cpuUsage();
  const timings: Timing[] = [];
  if (atOnce) timings.push(...(await Promise.all(urls.map((url) => probe(url)))));
  else for (const url of urls) timings.push(await probe(url));
  const { user, system } = process.cpuUsage(before);
  return { timings, cpuMs: (user + system) / 1_000 };
}
