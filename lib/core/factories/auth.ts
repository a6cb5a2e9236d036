import type { ApiKeyAuth, BasicAuth, BearerAuth, OAuth2Auth, SigV4Auth } from '../auth.ts';
import type { Text } from '../secret.ts';
import { carry } from './carry.ts';

/** User and password with every request: `basic({ user: 'probe', password: secret('/shop/password') })`. */
export function basic(options: Omit<BasicAuth, 'kind'>): BasicAuth {
  return carry(options, { kind: 'basic' as const });
}

/** A token that is known beforehand: `bearer(secret('/shop/token'))`. */
export function bearer(token: Text): BearerAuth {
  return { kind: 'bearer', token };
}

/** A key in a header or in the query, under the API's own name for it: `apiKey({ header: 'x-api-key', value: … })`. */
export function apiKey(
  options: { readonly value: Text } & (
    | { readonly header: string; readonly query?: never }
    | { readonly query: string; readonly header?: never }
  ),
): ApiKeyAuth {
  return carry(options, { kind: 'apiKey' as const });
}

/**
 * A token by OAuth 2.0 client credentials, one for all checks that ask the same. Used until a minute before it expires (or
 * half of its life, if that is less); an endpoint that does not say gives five minutes.
 */
export function oauth2(options: Omit<OAuth2Auth, 'kind'>): OAuth2Auth {
  return carry(options, { kind: 'oauth2' as const });
}

/** A signature of AWS, Version 4, by the probe's own role unless it names `credentials`. */
export function sigv4(options: Omit<SigV4Auth, 'kind'>): SigV4Auth {
  return carry(options, { kind: 'sigv4' as const });
}
