import { excerpt } from '../../core/condition.ts';
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
  assertToken(method, 'a request with the method');
  if (own['transfer-encoding'] !== undefined) {
    const detail = { expected: 'no such header: a body is sent with its length', actual: own['transfer-encoding'] };
    throw new ProbeFailure(
      'probe',
      'the header transfer-encoding cannot be sent: the request says how it is sent',
      detail,
    );
  }
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

/** What no method and no name of a header holds (RFC 9110, section 5.6.2), and what no value does (section 5.5). */
const OUT_OF_TOKEN = /[^!#$%&'*+.^_`|~0-9A-Za-z-]|^$/;
const UNPRINTABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** Refuses what cannot stand in a request's head: a secret with a line break at its end, mostly. Names it, not its value. */
export function assertSendable(headers: Hop['headers']): void {
  // One look at all of them costs less than one at each.
  const values: readonly (string | undefined)[] = Object.values(headers);
  const isWrong = OUT_OF_TOKEN.test(Object.keys(headers).join('')) || '' in headers || values.includes(undefined);
  if (!isWrong && !UNPRINTABLE.test(values.join(''))) return;
  for (const [name, value] of Object.entries<string | undefined>(headers)) {
    assertToken(name, 'a header with the name');
    if (value === undefined) {
      const detail = { expected: 'a text', actual: 'undefined' };
      throw new ProbeFailure('probe', `the header ${name} cannot be sent: it has no value`, detail);
    }
    if (!UNPRINTABLE.test(value)) continue;
    const message = `the value of the header ${name} cannot be sent: does it hold a line break?`;
    const actual = `a text of ${value.length} characters with others in it`;
    throw new ProbeFailure('probe', message, { expected: 'printable Latin characters in one line', actual });
  }
}

/** Of a flow these come as its code runs, looked at by nobody before. */
function assertToken(text: string, what: string): void {
  if (!OUT_OF_TOKEN.test(text)) return;
  const actual = excerpt(JSON.stringify(text), 80);
  const expected = 'letters, digits and some signs, without spaces';
  throw new ProbeFailure('probe', `${what} ${actual} cannot be sent`, { expected, actual });
}

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
