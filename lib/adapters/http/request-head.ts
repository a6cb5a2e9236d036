import type { Hop } from './hop.ts';

/** Methods whose requests say nothing of a body where they have none (RFC 9110, section 8.6). */
const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/**
 * The head of a request as it is sent, in Latin-1: its own headers, and what they do not say of the host, the connection and
 * a missing body. `isForwarded`: it names the whole URL, as a proxy needs it. Its parts are known to be sendable.
 */
export function requestHead({ url, method, headers, body }: Hop, isForwarded = false): string {
  const path = `${url.pathname}${url.search}`;
  let head = `${method} ${isForwarded ? url.origin + path : path} HTTP/1.1\r\n`;
  if (headers.host === undefined) head += `Host: ${url.host}\r\n`;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  if (headers.connection === undefined) head += 'Connection: close\r\n';
  if (body === undefined && headers['content-length'] === undefined && !BODILESS.has(method))
    head += 'Content-Length: 0\r\n';
  return `${head}\r\n`;
}
