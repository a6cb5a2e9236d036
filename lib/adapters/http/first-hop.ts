import type { HttpRequest } from '../../core/http-request.ts';
import type { Resolved } from '../../core/secret.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import { encodeBody, encodeFields } from './body.ts';
import { basicValue, decoded, type Hop } from './hop.ts';

/** The first request on the way, put together from its parts, with the headers that the probe adds. */
export function firstHop(asked: Resolved<HttpRequest>, { means, trace, strike }: Run): Hop {
  const url = urlOf(asked);
  const { body: given, headers: own, method } = asked;
  const payload = given === undefined ? undefined : encodeBody(given as Parameters<typeof encodeBody>[0]);
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  const headers = {
    'user-agent': means.userAgent,
    accept: '*/*',
    'accept-encoding': 'identity',
    ...(credentials !== ':' && { authorization: basicValue(credentials, strike) }),
    ...(payload !== undefined && { 'content-length': String(payload.bytes.length) }),
    ...(payload?.type !== undefined && { 'content-type': payload.type }),
    ...own,
    // The boundary is known only here.
    ...(payload?.type?.startsWith('multipart/') && { 'content-type': payload.type }),
    ...trace.headers,
  };
  return {
    url,
    method,
    headers,
    isOwn: true,
    ...(payload !== undefined && { body: payload.bytes }),
    ...(asked.isBodySecret === true && { isBodySecret: true as const }),
  };
}

/** Refuses what cannot stand in a request's head: a secret with a line break at its end, mostly. Names it, not its value. */
export function assertSendable(headers: Readonly<Record<string, string>>): void {
  // One look at all of them costs less than one at each.
  if (!UNSENDABLE.test(Object.values(headers).join(''))) return;
  const [name, value = ''] = Object.entries(headers).find(([, value]) => UNSENDABLE.test(value)) ?? [];
  throw new ProbeFailure('probe', `the value of the header ${name} cannot be sent: does it hold a line break?`, {
    expected: 'printable Latin characters in one line',
    actual: `a text of ${value.length} characters with others in it`,
  });
}

const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** The URL with the query behind its own. What the URL says itself is kept as it is written. */
function urlOf({ url: text, query }: Resolved<HttpRequest>): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const detail = { expected: 'http://… or https://…', actual: `a text of ${text.length} characters` };
    throw new ProbeFailure('probe', 'the URL is none of the web, once its secrets are read', detail);
  }
  const added = query === undefined ? '' : encodeFields(query);
  if (added !== '') url.search = url.search === '' ? `?${added}` : `${url.search}&${added}`;
  // To set it reads the whole URL anew.
  if (url.hash !== '') url.hash = '';
  return url;
}
