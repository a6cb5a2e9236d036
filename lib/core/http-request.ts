import type { Auth } from './auth.ts';
import { type Body, type Fields, isBody } from './body.ts';
import type { IpVersion } from './network.ts';
import { isText, secretsIn, type Text } from './secret.ts';
import type { TlsOptions } from './tls-options.ts';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export type Method = (typeof METHODS)[number];

/** What is sent to an HTTP target and how it gets there, as a person writes it. */
export type RequestOptions = {
  readonly url: Text;
  /** Default GET. */
  readonly method?: Method;
  readonly headers?: Readonly<Record<string, Text>>;
  /** Added to the URL's own query, percent-encoded. */
  readonly query?: Fields;
  /** Text as it is; what `form`, `multipart` or `binary` made; anything else as JSON. Each but text with its content type. */
  readonly body?: unknown;
  /** Default: none. */
  readonly auth?: Auth;
  /** `http://user:password@host:port` to go through: CONNECT for https, the whole URL in the request for http. */
  readonly proxy?: Text;
  readonly tls?: TlsOptions;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** The same with its defaults filled in. Header names in lower case. */
export type HttpRequest = Omit<RequestOptions, 'method' | 'headers' | 'body'> & {
  readonly method: Method;
  readonly headers: Readonly<Record<string, Text>>;
  readonly body?: Text | Body;
  /** The body holds a secret: it goes to the origin of the URL alone. */
  readonly isBodySecret?: true;
};

/** The request with every default filled in. Nothing is put together yet: the secrets are not read. */
export function compileRequest(options: RequestOptions): HttpRequest {
  const { url, method = 'GET', headers = {}, query, body, auth, proxy, tls, ip } = options;
  return {
    url,
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ...(query !== undefined && { query }),
    ...(body !== undefined && {
      body: isText(body) || isBody(body) ? body : { kind: 'body', as: 'json', value: body },
    }),
    ...(secretsIn(body).length > 0 && { isBodySecret: true as const }),
    ...(auth !== undefined && { auth }),
    ...(proxy !== undefined && { proxy }),
    ...(tls !== undefined && { tls }),
    ...(ip !== undefined && { ip }),
  };
}
