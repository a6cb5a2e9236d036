import type { FlowDefinition, FlowOptions, FlowRun } from '../kinds/flow.ts';
import { carry } from './carry.ts';

/**
 * A journey of several requests, as plain async TypeScript: `flow('login', async ({ http, expect, secret, step }) => …)`.
 * It passes when the function returns and fails when it throws. `id` as of `http`.
 */
export function flow(id: string, run: FlowRun, options: FlowOptions = {}): FlowDefinition {
  return carry(options, { kind: 'flow' as const, id, run });
}
