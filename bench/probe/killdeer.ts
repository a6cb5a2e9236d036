import { socketProber } from '../../lib/adapters/probe/prober.ts';
import type { HttpCheck } from '../../lib/core/kinds/http.ts';
import type { Result } from '../../lib/core/result.ts';
import { idOf, type PeerOptions, type RunBatch, type Timing } from './timing.ts';

const CHECK: HttpCheck = {
  id: 'bench',
  kind: 'http',
  target: 'http://127.0.0.1/',
  url: 'http://127.0.0.1/',
  method: 'GET',
  headers: {},
  timeoutMs: 10_000,
  budgetMs: 25_000,
  cadenceMs: 60_000,
  expect: [{ on: 'status', allowed: [200] }],
  failWhen: { hits: 2, of: 2 },
  recoverWhen: { hits: 2, of: 2 },
  regions: ['here'],
  quorum: 1,
  retry: [],
};

/** Our prober, as the Lambdas use it: what is at once is one invocation. The loopback is allowed, and `ca` trusted. */
export function killdeer({ ca, cpuShare, servers }: PeerOptions): RunBatch {
  const prober = socketProber({ cpuShare, ...(ca !== undefined && { ca }), ...(servers !== undefined && { servers }) });
  const options = { region: { name: 'here', allow: ['127.0.0.0/8'] }, sampled: false };
  const timing = ({ id, outcome, phases, lag }: Result): Timing =>
    outcome === 'pass' ? { id, ...phases, ...(lag !== undefined && { lag }) } : { id };
  return async ({ urls, atOnce }) => {
    const checks = urls.map((url) => ({ ...CHECK, id: idOf(url), url }));
    const timings: Timing[] = [];
    if (atOnce) await prober.probeAll(checks, options, (result) => timings.push(timing(result)));
    else for (const check of checks) timings.push(timing(await prober.probe(check, options)));
    return timings;
  };
}
