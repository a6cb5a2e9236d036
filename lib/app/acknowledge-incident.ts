import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import { policyOf } from '../core/check-policy.ts';
import type { CheckState } from '../core/incident.ts';
import { changeAggregate } from './change-aggregate.ts';
import { listIncidents } from './list-incidents.ts';
import type { Context } from './ports.ts';

/** Notes that a person is on it. `not-open`: there is no open incident of that id. The first to acknowledge stands. */
export async function acknowledgeIncident(
  ctx: Pick<Context, 'monitor' | 'aggregates' | 'archive' | 'homeQueue' | 'clock'>,
  { incident, by }: { incident: string; by: string },
): Promise<'acknowledged' | 'already' | 'not-open'> {
  const { open } = await listIncidents(ctx, { limit: 1 });
  const found = open.find((one) => one.incident.id === incident);
  if (found === undefined) return 'not-open';
  const policy = policyOf(ctx.monitor, found.check);
  const signal = { type: 'acknowledge' as const, by, at: ctx.clock.now() };
  const { before, after } = await changeAggregate<CheckState>(
    ctx,
    `CHECK#${found.check}`,
    () => calmCheck(found.check),
    (state) => (state.incident?.id === incident ? advanceCheck(state, signal, policy) : state),
  );
  return before === after ? 'already' : 'acknowledged';
}
