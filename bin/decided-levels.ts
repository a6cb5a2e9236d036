import type { Context } from '../lib/app/ports.ts';
import { levelIn, openService } from '../lib/core/advance-service.ts';
import type { ServiceState } from '../lib/core/service-state.ts';

/** A switch's level by region as it is decided now, percent; what the parameters say may lag behind. */
export async function decidedLevels(
  { monitor, aggregates, clock }: Pick<Context, 'monitor' | 'aggregates' | 'clock'>,
  service: string,
  name: string,
): Promise<readonly { readonly region: string; readonly allow: number }[]> {
  const stored = await aggregates.load<ServiceState>(`SERVICE#${service}`);
  const state = stored?.state ?? openService(service);
  const regions = monitor.services.find(({ id }) => id === service)?.regions ?? [];
  return regions.map((region) => ({ region, allow: levelIn(state, name, region, clock.now()) }));
}
