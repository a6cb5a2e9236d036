import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { excerpt } from '../../core/condition.ts';
import type { Resolved } from '../../core/secret.ts';
import type { TlsOptions } from '../../core/tls-options.ts';
import { ProbeFailure } from './probe-failure.ts';
import type { Means } from './run.ts';

/** Most of them that are kept: more sets of trust and identity than that make each other anew. */
const KEPT = 100;

/** Secure contexts, one per set of trust and identity, made at first use. `ca`: what to trust where a check does not say. */
export function secureContexts(ca?: string): Means['secureContext'] {
  const made = new Map<string, SecureContext>();
  let usual: SecureContext | undefined;
  const contextOf = ({ cert, key, ...tls }: Resolved<TlsOptions>) => {
    const trust = tls.ca ?? ca;
    const name = JSON.stringify([trust, cert, key]);
    const known = made.get(name);
    if (known !== undefined) return known;
    // Node's default key share is 1.2 KB larger in every handshake than the first of these.
    const context = usable({
      ecdhCurve: 'X25519:P-256:P-384',
      ...(trust !== undefined && { ca: trust }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    });
    if (made.size >= KEPT) made.clear();
    made.set(name, context);
    return context;
  };
  return (tls = {}) => {
    if (tls.ca !== undefined || tls.cert !== undefined || tls.key !== undefined) return contextOf(tls);
    // Most checks name none of them: the text of all certificates need not be gone through for each.
    usual ??= contextOf({});
    return usual;
  };
}

/** A certificate or key that OpenSSL does not take is a fault of the check, or of its secret, not of the target. */
function usable(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProbeFailure('probe', excerpt(`the certificates or the key of the check cannot be used: ${reason}`), {
      expected: 'certificates and a key as PEM that belong together',
      actual: excerpt(reason),
    });
  }
}
