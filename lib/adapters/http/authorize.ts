import type { HttpRequest } from '../../core/http-request.ts';
import type { Resolved } from '../../core/secret.ts';
import type { Run } from '../probe/run.ts';
import { basicValue, type Hop } from './hop.ts';
import { type Send, tokenFor } from './oauth2.ts';

/** A hop with its credentials. `renew`: forgets the kept ones, where they may be the reason of a 401. */
export type Authorized = { readonly hop: Hop; readonly renew?: () => void };

/**
 * The hop with the credentials of the request, as long as every hop was of the first one's origin. `send`: how a token
 * is asked for.
 */
export async function authorize(hop: Hop, asked: Resolved<HttpRequest>, run: Run, send: Send): Promise<Authorized> {
  const { auth } = asked;
  if (auth === undefined || !hop.isOwn) return { hop };
  switch (auth.kind) {
    case 'basic':
      return { hop: withHeader(hop, 'authorization', basicValue(`${auth.user}:${auth.password}`, run.strike)) };
    case 'bearer':
      return { hop: withHeader(hop, 'authorization', `Bearer ${auth.token}`) };
    case 'apiKey':
      if (auth.header !== undefined) return { hop: withHeader(hop, auth.header.toLowerCase(), auth.value) };
      return { hop: withParameter(hop, auth.query ?? '', auth.value) };
    case 'oauth2': {
      const { value, renew } = await tokenFor(auth, asked, run, send);
      return { hop: withHeader(hop, 'authorization', `Bearer ${value}`), ...(renew !== undefined && { renew }) };
    }
    case 'sigv4': {
      const { sign } = await import('./sigv4.ts');
      return { hop: await sign(hop, auth, run.strike) };
    }
    default:
      return auth satisfies never;
  }
}

function withHeader(hop: Hop, name: string, value: string): Hop {
  return { ...hop, headers: { ...hop.headers, [name]: value } };
}

function withParameter(hop: Hop, name: string, value: string): Hop {
  const url = new URL(hop.url);
  const added = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  url.search = url.search === '' ? `?${added}` : `${url.search}&${added}`;
  return { ...hop, url };
}
