import type { SwitchRef } from '../service.ts';
import type { TripDefinition, TripOptions } from '../trip.ts';
import { carry } from './carry.ts';

/** Trips a switch while the check is down: `trip(shop.switches.recommendations, { sees: 'dependency' })`. */
export function trip(target: SwitchRef, options: TripOptions): TripDefinition {
  return carry(options, { kind: 'trip' as const, switch: target });
}
