import type { TlsCheckOptions, TlsDefinition } from '../kinds/tls.ts';
import { carry } from './carry.ts';

/** A check of a server's certificate and of how it speaks TLS, without a request. `id` as with `http`. */
export function tls(id: string, options: TlsCheckOptions): TlsDefinition {
  return carry(options, { kind: 'tls' as const, id });
}
