import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import { nameOfProxy, type ProxyTarget } from '../probe/tunnel.ts';
import { basicValue, decoded } from './hop.ts';

/** A proxy by its URL, its secrets read. Throws a `ProbeFailure` of kind `probe` where it is none. */
export function parseProxy(text: string, strike: Run['strike']): Omit<ProxyTarget, 'isTunnel'> {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'http:' || url.hostname === '') {
    const detail = { expected: 'http://user:password@host:port', actual: `a text of ${text.length} characters` };
    throw new ProbeFailure('probe', 'the proxy is no http URL, once its secrets are read', detail);
  }
  const { username, password, hostname, port } = url;
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return {
    hostname,
    port: Number(port || 80),
    ...(credentials !== ':' && { authorization: basicValue(credentials, strike) }),
  };
}

/** What a proxy wants to know in a request that it is to forward. */
export function proxyHeaders({ authorization }: Pick<ProxyTarget, 'authorization'>): Readonly<Record<string, string>> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}

/** Whether the answer to a forwarded request is the proxy's refusal to forward it. */
export function isProxysOwn({ status }: { readonly status: number }): boolean {
  return status === 407;
}

/** The failure of a proxy that wants other credentials. */
export function refusedBy(proxy: Omit<ProxyTarget, 'isTunnel'>): ProbeFailure {
  const message = `the proxy ${nameOfProxy(proxy)} wants other credentials: it answered 407`;
  return new ProbeFailure('connect', message, { expected: 'a proxy that forwards the request', actual: '407' });
}
