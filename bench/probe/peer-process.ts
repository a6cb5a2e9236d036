import { answer } from './child.ts';
import { killdeer } from './killdeer.ts';
import { nodeHttp } from './node-http.ts';
import { nodeLookup } from './node-lookup.ts';
import type { Batch, PeerOptions, Run, RunBatch } from './timing.ts';
import { undici } from './undici.ts';

/** Which prober this process is. Answered by `true`. Every batch comes after it. */
export type PeerQuestion = (PeerOptions & { readonly be: keyof typeof PROBES }) | Batch;

const PROBES = { killdeer, 'node:http(s)': nodeHttp, undici, 'dns.lookup': nodeLookup };

let runBatch: RunBatch;

answer<PeerQuestion>((question) => {
  if (!('be' in question)) return run(question);
  runBatch = PROBES[question.be](question);
  return true;
});

async function run(batch: Batch): Promise<Run> {
  const before = process.cpuUsage();
  const timings = await runBatch(batch);
  const { user, system } = process.cpuUsage(before);
  return { timings, cpuMs: (user + system) / 1_000 };
}
