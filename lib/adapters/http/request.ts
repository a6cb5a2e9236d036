import type { HttpRequest } from '../../core/http-request.ts';
import type { Resolved } from '../../core/secret.ts';
import type { CertificateFacts, Values } from '../probe/certificate-facts.ts';
import { open } from '../probe/open.ts';
import type { Run } from '../probe/run.ts';
import { type Authorized, authorize } from './authorize.ts';
import { exchange } from './exchange.ts';
import { assertSendable, firstHop } from './first-hop.ts';
import type { Hop } from './hop.ts';
import { isProxysOwn, parseProxy, proxyHeaders, refusedBy } from './proxy.ts';
import { endlessRedirect, isRedirect, MAX_REDIRECTS, nextHop } from './redirect.ts';
import type { Head } from './response-head.ts';
import type { Answer } from './response-reader.ts';

/** What remembers cookies from one answer to the next request. */
export type Cookies = {
  /** The value of the header `cookie`, empty where there is none to send. */
  header(url: URL): string | Promise<string>;
  /** Takes in what an answer sets. */
  keep(url: URL, cookies: readonly string[]): void | Promise<void>;
};

export type SendOptions = {
  /** Whether an answer of this status is wanted as it is, though it redirects or refuses a token. Default: none is. */
  readonly wants?: (status: number) => boolean;
  readonly cookies?: Cookies;
  /** What reads the facts of the certificate and of TLS. */
  readonly certificate?: CertificateFacts;
};

/** The answer at the end of all redirects, the URL that gave it, and the facts of its certificate that are asked for. */
export type Arrived = Answer & { readonly url: URL; readonly values: Values };

/**
 * Sends a request, follows its redirects and reads the answer, each hop over a connection of its own, all within the
 * run's time. The phases on the stopwatch are those of the last hop. Throws as a `KindProbe` does.
 */
export async function request(asked: Resolved<HttpRequest>, run: Run, options: SendOptions = {}): Promise<Arrived> {
  const { wants = () => false, cookies, certificate } = options;
  let hop = firstHop(asked, run);
  let isRenewed = false;
  for (let redirects = 0; ; ) {
    if (redirects > 0) run.sent.to = hop.url;
    const authorized: Authorized = asked.auth === undefined ? { hop } : await authorize(hop, asked, run, request);
    const renew = isRenewed ? undefined : authorized.renew;
    const isRefused = (head: Head) => head.status === 401 && renew !== undefined && !wants(401);
    const isOnTheWay = (head: Head) => (isRedirect(head) && !wants(head.status)) || isRefused(head);
    const wantsBody = (head: Head) => !isOnTheWay(head);
    const sent = cookies === undefined ? authorized.hop : await withCookies(authorized.hop, cookies);
    const answer = await visit(asked, sent, run, { wantsBody, certificate });
    if (redirects > 0) delete run.sent.to;
    if (cookies !== undefined) await cookies.keep(hop.url, answer.cookies);
    if (!isOnTheWay(answer)) return { ...answer, url: hop.url };
    if (isRefused(answer)) {
      renew?.();
      isRenewed = true;
      run.watch.startOver();
      continue;
    }
    const { location = '' } = answer.headers;
    if (redirects === MAX_REDIRECTS) throw endlessRedirect(location);
    hop = nextHop(hop, answer.status, location);
    redirects += 1;
    run.watch.newHop();
  }
}

async function withCookies(hop: Hop, cookies: Cookies): Promise<Hop> {
  const value = await cookies.header(hop.url);
  if (value === '') return hop;
  const { cookie } = hop.headers;
  return { ...hop, headers: { ...hop.headers, cookie: cookie === undefined ? value : `${cookie}; ${value}` } };
}

type Wanted = {
  readonly wantsBody: (head: Head) => boolean;
  readonly certificate: CertificateFacts | undefined;
};

async function visit(
  asked: Resolved<HttpRequest>,
  hop: Hop,
  run: Run,
  { wantsBody, certificate }: Wanted,
): Promise<Omit<Arrived, 'url'>> {
  const { hostname, protocol, port } = hop.url;
  const isSecure = protocol === 'https:';
  const tls = tlsOf(asked, hop);
  const proxy = asked.proxy === undefined ? undefined : parseProxy(asked.proxy, run.strike);
  const isForwarded = proxy !== undefined && !isSecure;
  const sent = isForwarded ? { ...hop, headers: { ...hop.headers, ...proxyHeaders(proxy) } } : hop;
  assertSendable(sent.headers);
  const connection = await open(
    {
      hostname,
      port: Number(port || (isSecure ? 443 : 80)),
      ...(asked.ip !== undefined && { ip: asked.ip }),
      ...(isSecure && { tls: { ...tls, ...certificate?.tls, alpn: ['http/1.1'] } }),
      ...(proxy !== undefined && { proxy: { ...proxy, isTunnel: isSecure } }),
    },
    run,
  );
  const onHead = (head: Head) => {
    if (isForwarded && isProxysOwn(head)) return false;
    run.seen.status = head.status;
    return wantsBody(head);
  };
  try {
    const { watch, signal } = run;
    const { socket } = connection;
    const values = isSecure ? await certificate?.read(socket, { hostname, ...tls }) : undefined;
    const answer = await exchange(sent, { socket, watch, signal, onHead, isForwarded });
    if (isForwarded && isProxysOwn(answer)) throw refusedBy(proxy);
    return { ...answer, values: values ?? {} };
  } finally {
    connection.close();
  }
}

/** Our own certificate, and the name that is asked for, are for the first origin alone. */
function tlsOf({ tls }: Resolved<HttpRequest>, { isOwn }: Hop): Resolved<HttpRequest>['tls'] {
  if (tls === undefined || isOwn) return tls;
  const { ca, insecure } = tls;
  return { ...(ca !== undefined && { ca }), ...(insecure !== undefined && { insecure }) };
}
