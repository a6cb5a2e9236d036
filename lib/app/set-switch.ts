import { askService } from './ask-service.ts';
import type { Context } from './ports.ts';

/** A person's word on a switch: it wins over every hold, in every region, until it runs out or is released. */
export async function setSwitch(
  ctx: Pick<Context, 'monitor' | 'aggregates' | 'homeQueue' | 'clock'>,
  pin: { service: string; switch: string; allow: number; owner: string; forMs?: number },
): Promise<void> {
  const at = ctx.clock.now();
  const until = pin.forMs === undefined ? {} : { until: at + pin.forMs };
  const { service, allow, owner } = pin;
  await askService(ctx, service, { type: 'pin', pin: { switch: pin.switch, allow, owner, at, ...until } });
}
