import type { DnsDefinition, DnsOptions } from '../kinds/dns.ts';
import { carry } from './carry.ts';

/** A check that asks a name server a question. `id` as with `http`. */
export function dns(id: string, options: DnsOptions): DnsDefinition {
  return carry(options, { kind: 'dns' as const, id });
}
