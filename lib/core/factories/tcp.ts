import type { TcpDefinition, TcpOptions } from '../kinds/tcp.ts';
import { carry } from './carry.ts';

/** A check that connects to a port and, with a `script`, holds a conversation. `id` as with `http`. */
export function tcp(id: string, options: TcpOptions): TcpDefinition {
  return carry(options, { kind: 'tcp' as const, id });
}
