import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answer } from './child.ts';
import { clockMs } from './timing.ts';

/** `start` answers the port. `take` answers the visits since the last one and forgets them. */
export type TargetQuestion =
  | { readonly do: 'start'; readonly delayMs: number; readonly tls?: { readonly key: string; readonly cert: string } }
  | { readonly do: 'take' };

/** One request: from which port it came, when it was seen and when its first byte was written, by `clockMs`. */
export type Visit = { readonly id: string; readonly from: number; readonly seenAt: number; readonly wroteAt: number };

const BODY = JSON.stringify({ items: Array.from({ length: 10 }, (_, id) => ({ id, name: `item ${id}` })) });

let visits: Visit[] = [];

answer<TargetQuestion>((question) => {
  if (question.do === 'start') return start(question);
  const taken = visits;
  visits = [];
  return taken;
});

function start({ delayMs, tls }: Extract<TargetQuestion, { do: 'start' }>): Promise<number> {
  const visit = (request: IncomingMessage, response: ServerResponse) => {
    const seenAt = clockMs();
    const id = new URL(request.url ?? '/', 'http://target').searchParams.get('id') ?? '';
    const from = request.socket.remotePort ?? 0;
    setTimeout(() => {
      visits.push({ id, from, seenAt, wroteAt: clockMs() });
      response.setHeader('content-type', 'application/json').end(BODY);
    }, delayMs);
  };
  const server = tls === undefined ? createServer(visit) : createSecureServer(tls, visit);
  return new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => resolve((server.address() as AddressInfo).port));
  });
}
