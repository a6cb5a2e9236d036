import type { Assertion } from '../assertion.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { status } from '../factories/assertions.ts';
import type { IpVersion } from '../network.ts';
import { showText, type Text } from '../secret.ts';
import type { TlsOptions } from '../tls-options.ts';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export type Method = (typeof METHODS)[number];

export type HttpOptions = CommonOptions & {
  readonly url: Text;
  /** Default GET. */
  readonly method?: Method;
  readonly headers?: Readonly<Record<string, Text>>;
  /** Added to the URL's own query. */
  readonly query?: Readonly<Record<string, Text | number | boolean>>;
  /** Text as it is, anything else as JSON with its content type. */
  readonly body?: unknown;
  readonly tls?: TlsOptions;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** An `http` check as a person wrote it. */
export type HttpDefinition = HttpOptions & { readonly kind: 'http'; readonly id: string };

/** What an `http` check sends, with every default filled in. */
export type HttpFields = {
  readonly kind: 'http';
  readonly url: Text;
  readonly method: Method;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, Text>>;
  readonly body?: string;
  readonly tls?: TlsOptions;
  readonly ip?: IpVersion;
};

export type HttpCheck = CommonCheck & HttpFields;

/** What an `http` check sends and expects. */
export function compileHttp(definition: HttpDefinition): HttpFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { tls, ip, method = 'GET', expect = [] } = definition;
  return {
    kind: 'http',
    target: targetOf(definition.url),
    url: urlOf(definition),
    method,
    ...requestOf(definition),
    ...(tls !== undefined && { tls }),
    ...(ip !== undefined && { ip }),
    expect: expectationsOf(expect).map(compileAssertion),
  };
}

/** A check that says nothing of the status means a good one: a 500 with the right words in it is no success. */
function expectationsOf(expect: readonly Assertion[]): readonly Assertion[] {
  return expect.some(({ on }) => on === 'status') ? expect : [status('2xx'), ...expect];
}

/** Without query and fragment, which may hold what is not for a notice. */
function targetOf(url: Text): string {
  return showText(url).replace(/[?#].*$/s, '');
}

/** The URL with the check's query behind its own. What the URL says itself is kept as it is written. */
function urlOf({ url: text, query }: HttpDefinition): Text {
  if (typeof text !== 'string') return text;
  const url = new URL(text);
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) added.append(name, String(value));
  if (added.size > 0) url.search = url.search === '' ? `?${added}` : `${url.search}&${added}`;
  url.hash = '';
  return url.href;
}

function requestOf({ headers: given, body }: HttpDefinition): Pick<HttpFields, 'headers' | 'body'> {
  const headers = Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (body === undefined) return { headers };
  if (typeof body === 'string') return { headers, body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
