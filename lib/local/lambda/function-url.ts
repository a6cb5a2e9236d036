import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VirtualClock } from '../clock.ts';
import type { LocalFunction } from './function.ts';

/** A function's public URL, on the loopback. */
export type FunctionUrl = { readonly function: string; readonly url: string; stop(): Promise<void> };

/** What a function answers to a call of its URL. */
type UrlAnswer = {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Most bytes of a request, as AWS has it. */
const MOST_BYTES = 6 * 1024 * 1024;

/** Serves a function at a free port: each request is an invocation, with an event of payload format 2.0. */
export async function startFunctionUrl(fn: LocalFunction, clock: VirtualClock): Promise<FunctionUrl> {
  const server = createServer((request, response) => {
    serve(fn, request, response, clock.now()).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { function: fn.declaration.name, url: `http://127.0.0.1:${port}/`, stop };
}

async function serve(
  fn: LocalFunction,
  request: IncomingMessage,
  response: ServerResponse,
  now: number,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) return void response.writeHead(413).end();
  }
  const { outcome } = await fn.invoke(eventOf(request, Buffer.concat(chunks), now), 1);
  if (outcome.is !== 'ok') return void response.writeHead(502).end('Internal Server Error');
  const { statusCode = 200, headers = {}, body = '' } = (outcome.value ?? {}) as UrlAnswer;
  response.writeHead(statusCode, { 'content-type': 'application/json', ...headers }).end(body);
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
function eventOf(request: IncomingMessage, body: Buffer, now: number) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = Object.fromEntries(url.searchParams);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    version: '2.0',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: Object.fromEntries(headers),
    ...(url.search !== '' && { queryStringParameters: query }),
    requestContext: {
      http: { method: request.method, path: url.pathname, sourceIp: '127.0.0.1' },
      requestId: randomUUID(),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString('base64'), isBase64Encoded: true }),
    ...(body.length === 0 && { isBase64Encoded: false }),
  };
}
