import { excerpt } from '../../core/condition.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

/** Most bytes of the names and values of an answer's head, as Node counts them, and of one line between its chunks. */
export const HEAD_CAP = 16 * 1024;

/** How an answer begins. Header names in lower case; a header that came several times is joined by commas. */
export type Head = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each `set-cookie` by itself. */
  readonly cookies: readonly string[];
};

/** How the end of a body is known: by its length in bytes, by its last chunk, or by the end of the connection. */
export type Framing =
  | { readonly by: 'length'; readonly length: number }
  | { readonly by: 'chunks' }
  | { readonly by: 'close' };

/** HTTP/1.1 with the two before it, and 2.0, which some servers write into an answer of HTTP/1.1. As Node's own parser. */
const STATUS_LINE = /^HTTP\/(?:0\.9|1\.[01]|2\.0) ([1-9]\d\d)(?: [^\r\n]*)?$/;

/** A header: a token, and what can be printed in one line (RFC 9110, sections 5.1 and 5.5). */
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

/** A line that goes on with the value of the one before it. */
const FOLDED = /^[\t ]+(.*)$/s;

/** Of these only the first one counts, as in Node: more of them have no meaning together. */
const SINGLE = new Set(
  ['age', 'authorization', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since']
    .concat(['if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer'])
    .concat(['retry-after', 'server', 'user-agent']),
);

/** Reads a whole head, the empty line behind it left out. Throws a `ProbeFailure` of kind `protocol`. */
export function parseHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = parseStatusLine(statusLine);
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  let size = 0;
  for (const line of lines) {
    const { name, value } = parseField(line);
    size += name.length + value.length;
    if (size >= HEAD_CAP) throw overflow();
    if (name === 'set-cookie') cookies.push(value);
    const before = headers[name];
    if (before === undefined || !Object.hasOwn(headers, name)) headers[name] = value;
    else if (name === 'content-length') throw malformed('it names its length twice', `${before}, ${value}`);
    else if (!SINGLE.has(name)) headers[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return { status, headers, cookies };
}

/** The status of an answer by its first line. Throws as `parseHead` does. */
export function parseStatusLine(line: string): number {
  const status = STATUS_LINE.exec(line)?.[1];
  if (status === undefined) throw malformed('its first line is none of HTTP/1', line);
  return Number(status);
}

/** One line of a head or a trailer. The name in lower case. Throws as `parseHead` does. */
export function parseField(line: string): { readonly name: string; readonly value: string } {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined)
    throw malformed('a line of its head is no header', line.replace(FOLDED, '…$1…'));
  return { name: name.toLowerCase(), value: /[\t ]$/.test(value) ? value.replace(/[\t ]+$/, '') : value };
}

/**
 * How the body behind a head ends. Throws as `parseHead` does, where the head contradicts itself.
 * Source: RFC 9112, section 6.3.
 */
export function framingOf({ status, headers }: Head, method: string): Framing {
  const length = own(headers, 'content-length');
  const encoding = own(headers, 'transfer-encoding');
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    throw malformed('its length is none that a body can have', length);
  if (length !== undefined && encoding !== undefined) {
    throw malformed('it names both a length and an encoding of its transfer', `${length}, ${encoding}`);
  }
  if (method === 'HEAD' || status === 204 || status === 304) return { by: 'length', length: 0 };
  if (length !== undefined) return { by: 'length', length: Number(length) };
  return { by: encoding !== undefined && /(?:^|,)[\t ]*chunked$/i.test(encoding) ? 'chunks' : 'close' };
}

/**
 * The failure of bytes that are no HTTP. `what` completes "malformed response: ". `actual`: what came, `…` where it was cut
 * out of more: what is left of a secret is struck at that mark alone.
 */
export function malformed(what: string, actual: string): ProbeFailure {
  const shown = excerpt(JSON.stringify(actual), 100);
  const detail = { expected: 'an answer by RFC 9112', actual: shown };
  return new ProbeFailure('protocol', `malformed response: ${what}: ${shown}`, detail);
}

/** The failure of a head, or of a line between chunks, without an end. */
export function overflow(): ProbeFailure {
  const detail = { expected: `at most ${HEAD_CAP} bytes`, actual: 'more' };
  return new ProbeFailure('protocol', 'the response headers are larger than 16 KB', detail);
}

function own(headers: Head['headers'], name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}
