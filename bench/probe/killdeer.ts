import { socketProber } from '../../lib/adapters/probe/prober.ts';
import type { HttpCheck } from '../../lib/core/kinds/http.ts';
import { idOf, type Timing } from './timing.ts';

const CHECK: HttpCheck = {
  id: 'bench',
  kind: 'http',
  target: 'http://127.0.0.1/',
  url: 'http://127.0.0.1/',
  method: 'GET',
  headers: {},
  timeoutMs: 10_000,
  budgetMs: 10_000,
  cadenceMs: 60_000,
  expect: [{ on: 'status', allowed: [200] }],
  failWhen: { hits: 2, of: 2 },
  recoverWhen: { hits: 2, of: 2 },
  regions: ['here'],
  quorum: 1,
  retry: [],
};

/** Our prober, as the Lambdas use it; the loopback is allowed, and `ca` trusted. */
export function killdeer(ca?: string): (url: string) => Promise<Timing> {
  const prober = socketProber(ca === undefined ? {} : { ca });
  const region = { name: 'here', allow: ['127.0.0.0/8'] };
  return async (url) => {
    const { outcome, phases } = await prober.probe({ ...CHECK, url }, { region, sampled: false });
    return { id: idOf(url), ...(outcome === 'pass' && phases) };
  };
}
