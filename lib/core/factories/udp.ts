import type { UdpDefinition, UdpOptions } from '../kinds/udp.ts';
import { carry } from './carry.ts';

/** A check that sends a datagram and waits for its answer. `id` as with `http`. */
export function udp(id: string, options: UdpOptions): UdpDefinition {
  return carry(options, { kind: 'udp' as const, id });
}
