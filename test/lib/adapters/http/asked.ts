import type { IncomingHttpHeaders } from 'node:http';
import { type SocketProberOptions, socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { CommonCheck } from '../../../../lib/core/common-check.ts';
import { http } from '../../../../lib/core/factories/http.ts';
import { compileHttp, type HttpCheck, type HttpDefinition, type HttpOptions } from '../../../../lib/core/kinds/http.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { commonOf, fixture, local, type Running, serveHttp } from '../servers.ts';

/** A request as a server saw it. */
export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** A server that keeps every request that it gets, and answers as told; by default with nothing. */
export async function serveSeen(
  answer: (seen: Seen, response: import('node:http').ServerResponse) => void = (_, response) => response.end(),
): Promise<Running & { readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const running = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks) };
      seen.push(one);
      answer(one, response);
    });
  });
  return { ...running, seen };
}

/** Secrets of the tests: each is its own name without the slash, unless it is told otherwise. */
export const SECRETS: Record<string, string> = {};

/** A prober that trusts the tests' authority and reads the tests' secrets. */
export const proberOf = (options: SocketProberOptions = {}) =>
  socketProber({
    ca: fixture('ca.pem'),
    secrets: { read: async ({ name }) => SECRETS[name] ?? name.slice(1) },
    ...options,
  });

/** A check as its definition makes it. */
export function checkFrom(options: HttpOptions | HttpDefinition, common: Partial<CommonCheck> = {}): HttpCheck {
  return { ...commonOf(common), ...compileHttp({ ...http('api', options), ...options }) };
}

/** Probes once as a region that may see loopback. */
export async function ask(
  options: HttpOptions | HttpDefinition,
  common: Partial<CommonCheck> = {},
  prober = proberOf(),
): Promise<Result> {
  return await prober.probe(checkFrom(options, common), local);
}
