import { excerpt } from '../../core/condition.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Hop } from './hop.ts';
import type { Head } from './response-head.ts';

/** Most redirects that a probe follows. */
export const MAX_REDIRECTS = 5;

const FOLLOWED = new Set([301, 302, 303, 307, 308]);

/** What may go to another origin than the one it was written for. */
const HARMLESS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'traceparent',
  'user-agent',
  'x-amzn-trace-id',
]);

/** Whether a status and headers send the request elsewhere. */
export function isRedirect({ status, headers }: Head): boolean {
  return FOLLOWED.has(status) && headers.location !== undefined;
}

/**
 * The request that a redirect leads to: method and body by the rules of fetch; credentials and the request's own headers
 * are dropped across origins, and a body that holds a secret goes to none. Throws a `ProbeFailure` of kind `protocol` for a way that a probe does not go.
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  const url = URL.parse(location, hop.url.href);
  const actual = excerpt(location);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ProbeFailure('protocol', `redirected to what is no http or https URL: ${actual}`, {
      expected: 'an http or https URL',
      actual,
    });
  }
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    const message = `redirected from https to http, which a probe does not follow: ${actual}`;
    throw new ProbeFailure('protocol', message, { expected: 'an https URL', actual });
  }
  const { body, isBodySecret, ...rest } = hop;
  const isOwn = hop.isOwn && url.origin === hop.url.origin;
  const becomesGet = status === 303 ? !isRead(hop.method) : status <= 302 && hop.method === 'POST';
  const method = becomesGet ? 'GET' : hop.method;
  const isKept = (name: string) =>
    (url.origin === hop.url.origin || HARMLESS.has(name)) && !(becomesGet && name.startsWith('content-'));
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => isKept(name)));
  const next = { ...rest, url, method, headers, isOwn };
  if (body === undefined || becomesGet) return next;
  if (isBodySecret === true && !isOwn) {
    const message = `redirected to another origin, where a body with a secret in it is not sent: ${url.origin}`;
    throw new ProbeFailure('protocol', message, { expected: 'an answer, or a redirect within the origin', actual });
  }
  return { ...next, body, ...(isBodySecret === true && { isBodySecret }) };
}

/** The failure of a chain of redirects that does not end. */
export function endlessRedirect(location: string): ProbeFailure {
  const actual = excerpt(`redirected once more, to ${location}`);
  const message = `more than ${MAX_REDIRECTS} redirects, the last one to ${excerpt(location)}`;
  return new ProbeFailure('protocol', message, { expected: `at most ${MAX_REDIRECTS} redirects`, actual });
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
