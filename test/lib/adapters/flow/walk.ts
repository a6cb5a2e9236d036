import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Prober } from '../../../../lib/app/ports.ts';
import type { CommonCheck } from '../../../../lib/core/common-check.ts';
import { compileFlow, type FlowOptions, type FlowRun } from '../../../../lib/core/kinds/flow.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { commonOf, local } from '../servers.ts';

const SECRETS: Readonly<Record<string, string>> = {
  '/shop/password': 'correct horse battery staple',
  '/shop/key': 'k-0123456789',
};

const prober = socketProber({ secrets: { read: async ({ name }) => SECRETS[name] ?? '' } });

type Walk = FlowOptions & { readonly common?: Partial<CommonCheck>; readonly by?: Prober };

/** Runs a flow once, in a region that may see loopback. One second, one attempt, unless said otherwise. */
export async function walk(run: FlowRun, { common = {}, by = prober, ...options }: Walk = {}): Promise<Result> {
  const fields = compileFlow({ kind: 'flow', id: 'journey', run, ...options }, 9_000);
  return await by.probe({ ...commonOf(), ...fields, id: 'journey', timeoutMs: 1_000, ...common }, local);
}
