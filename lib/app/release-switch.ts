import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import { policyOf } from '../core/check-policy.ts';
import type { CheckState } from '../core/incident.ts';
import type { ServiceState } from '../core/service-state.ts';
import { askService } from './ask-service.ts';
import { changeAggregate } from './change-aggregate.ts';
import type { Context } from './ports.ts';

/**
 * Gives a switch back: takes away the pins on it, and has every incident that holds it let go, for good. Returns how
 * many pins there were and which incidents were asked.
 */
export async function releaseSwitch(
  ctx: Pick<Context, 'monitor' | 'aggregates' | 'homeQueue' | 'clock'>,
  { service, switch: name, by }: { service: string; switch: string; by: string },
): Promise<{ pins: number; incidents: readonly string[] }> {
  const at = ctx.clock.now();
  const stored = await ctx.aggregates.load<ServiceState>(`SERVICE#${service}`);
  const pins = stored?.state.pins.filter((pin) => pin.switch === name) ?? [];
  const holds = stored?.state.holds.filter((hold) => hold.switch === name) ?? [];
  for (const { check, incident } of holds) {
    const policy = policyOf(ctx.monitor, check);
    await changeAggregate<CheckState>(
      ctx,
      `CHECK#${check}`,
      () => calmCheck(check),
      (state) => (state.incident?.id === incident ? advanceCheck(state, { type: 'release', by, at }, policy) : state),
    );
  }
  // The incidents first, so that none of them claims it again; then pins and holds in one move, so that it never closes
  // on its way to being opened.
  await askService(ctx, service, { type: 'clear', switch: name, at });
  return { pins: pins.length, incidents: holds.map(({ incident }) => incident) };
}
