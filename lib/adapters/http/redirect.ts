import type { Assertion } from '../../core/assertion.ts';
import { isStatusExpected } from '../../core/assess.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import type { HttpCheck } from '../../core/kinds/http.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

/** Most redirects that a probe follows. */
export const MAX_REDIRECTS = 5;

/** One request on the way to the answer. Header names in lower case. */
export type Hop = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

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

/** The first request of a check, with the headers that the probe adds. */
export function firstHop(
  check: ResolvedCheck<HttpCheck>,
  userAgent: string,
  trace: Readonly<Record<string, string>>,
): Hop {
  const url = new URL(check.url);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const headers = {
    'user-agent': userAgent,
    accept: '*/*',
    'accept-encoding': 'identity',
    ...(credentials !== ':' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    ...(check.body !== undefined && { 'content-length': String(Buffer.byteLength(check.body)) }),
    ...check.headers,
    ...trace,
  };
  return { url, method: check.method, headers, ...(check.body !== undefined && { body: check.body }) };
}

/** Whether a status and headers are a redirect to follow, rather than the answer that the check asks for. */
export function isRedirect(
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  expect: readonly Assertion[],
): boolean {
  return FOLLOWED.has(status) && headers.location !== undefined && !isStatusExpected(status, expect);
}

/**
 * The request that a redirect leads to: method and body by the rules of fetch; credentials and the check's own headers
 * are dropped across origins. Throws a `ProbeFailure` of kind `protocol` for a way that a probe does not go.
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
  const { body, ...rest } = hop;
  const becomesGet = status === 303 ? !isRead(hop.method) : status <= 302 && hop.method === 'POST';
  const method = becomesGet ? 'GET' : hop.method;
  const isKept = (name: string) =>
    (url.origin === hop.url.origin || HARMLESS.has(name)) && !(becomesGet && name.startsWith('content-'));
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => isKept(name)));
  return { ...rest, url, method, headers, ...(body !== undefined && !becomesGet && { body }) };
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
