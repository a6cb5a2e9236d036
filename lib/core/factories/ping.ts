import type { TcpDefinition } from '../kinds/tcp.ts';
import { carry } from './carry.ts';

/** What a person would say of a ping. */
export type PingOptions = { readonly host: string };

/**
 * There is no ping: a Lambda has no raw sockets, so it can send no ICMP. Validation says so and offers `tcp`.
 *
 * @deprecated Write `tcp(id, { host, port: 443 })`.
 */
export function ping(id: string, options: PingOptions): TcpDefinition {
  return carry(options, { kind: 'ping', id }) as unknown as TcpDefinition;
}

/**
 * There is no ICMP: a Lambda has no raw sockets. Validation says so and offers `tcp`.
 *
 * @deprecated Write `tcp(id, { host, port: 443 })`.
 */
export function icmp(id: string, options: PingOptions): TcpDefinition {
  return carry(options, { kind: 'icmp', id }) as unknown as TcpDefinition;
}
