import { createSecureContext, type SecureContext } from 'node:tls';
import type { Means } from './run.ts';

/** Most of them that are kept: more sets of trust and identity than that make each other anew. */
const KEPT = 100;

/** Secure contexts, one per set of trust and identity, made at first use. `ca`: what to trust where a check does not say. */
export function secureContexts(ca?: string): Means['secureContext'] {
  const made = new Map<string, SecureContext>();
  return (tls = {}) => {
    const { cert, key } = tls;
    const trust = tls.ca ?? ca;
    const name = JSON.stringify([trust, cert, key]);
    const known = made.get(name);
    if (known !== undefined) return known;
    // Node's default key share is 1.2 KB larger in every handshake than the first of these.
    const context = createSecureContext({
      ecdhCurve: 'X25519:P-256:P-384',
      ...(trust !== undefined && { ca: trust }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    });
    if (made.size >= KEPT) made.clear();
    made.set(name, context);
    return context;
  };
}
