import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SwitchboardReader } from 'killdeer/reader';
import { type Fault, NO_FAULT, parseFault, spread } from './fault.ts';
import { type Route, readJson, sendHtml, sendJson } from './http.ts';
import { fetchRecommendations, renderStorefront } from './storefront.ts';

/** What the shop asks of its switchboard: `openSwitchboard` gives it, a test may write one by hand. */
export type ShopBoard = Pick<SwitchboardReader<'recommendations'>, 'allows' | 'level' | 'epoch'>;

export type Count = { readonly requests: number; readonly errors: number };

/** What the shop counted since it started. `allowed` and `stopped`: by what the switch answered for the request. */
export type ShopStats = {
  readonly storefront: Count & { readonly allowed: Count; readonly stopped: Count };
  readonly recommendations: Count;
  readonly switch: { readonly level: number; readonly epoch: number };
  readonly fault: Fault;
};

export type Shop = {
  readonly url: string;
  readonly port: number;
  stats(): ShopStats;
  setFault(fault: Fault): void;
  close(): Promise<void>;
};

const ITEMS = [
  { id: 'kettle', name: 'Kettle' },
  { id: 'teapot', name: 'Teapot' },
  { id: 'whistle', name: 'Whistle' },
];

/**
 * Starts the shop on 127.0.0.1: `/storefront` calls `/recommendations` over HTTP where the switch allows it, and answers
 * 502 when that fails. `/control/…` breaks the recommendations API and has no authentication: an example, not a product.
 * `port` 0, the default, takes a free one.
 */
export async function startShop({ port = 0, board }: { port?: number; board: ShopBoard }): Promise<Shop> {
  let fault = NO_FAULT;
  const isHit = spread();
  const counts = { allowed: { requests: 0, errors: 0 }, stopped: { requests: 0, errors: 0 } };
  const api = { requests: 0, errors: 0 };

  const recommendations: Route = async (_, response) => {
    api.requests += 1;
    const current = isHit(fault.share) ? fault : NO_FAULT;
    if (current.kind !== 'none') api.errors += 1;
    if (current.kind === 'reset') return void response.socket?.resetAndDestroy();
    if (current.kind === 'errors') return sendJson(response, current.status, { error: 'recommender is down' });
    if (current.kind === 'wrong-body') return sendJson(response, 200, { message: 'no recommender' });
    if (current.kind === 'latency') await sleep(current.ms, undefined, { ref: false });
    sendJson(response, 200, { items: ITEMS });
  };

  const storefront: Route = async (url, response) => {
    const isAllowed = board.allows('recommendations', url.searchParams.get('user') ?? undefined);
    const count = isAllowed ? counts.allowed : counts.stopped;
    count.requests += 1;
    try {
      sendHtml(response, 200, renderStorefront(isAllowed ? await fetchRecommendations(`${home}/recommendations`) : []));
    } catch {
      count.errors += 1;
      sendHtml(response, 502, '<h1>The shop is out of order</h1>');
    }
  };

  const setFault: Route = async (_, response, request) => {
    const parsed = parseFault(await readJson(request));
    if (typeof parsed === 'string') return sendJson(response, 400, { error: parsed });
    fault = parsed;
    sendJson(response, 200, fault);
  };

  const routes: Readonly<Record<string, Route>> = {
    'GET /health': (_, response) => sendJson(response, 200, { ok: true }),
    'GET /recommendations': recommendations,
    'GET /storefront': storefront,
    'POST /control/fault': setFault,
    'GET /control/stats': (_, response) => sendJson(response, 200, stats()),
  };

  const stats = (): ShopStats => ({
    storefront: {
      requests: counts.allowed.requests + counts.stopped.requests,
      errors: counts.allowed.errors + counts.stopped.errors,
      allowed: { ...counts.allowed },
      stopped: { ...counts.stopped },
    },
    recommendations: { ...api },
    switch: { level: board.level('recommendations'), epoch: board.epoch },
    fault,
  });

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop');
    const route = routes[`${request.method} ${url.pathname}`];
    try {
      if (route) await route(url, response, request);
      else sendJson(response, 404, { error: `nothing here; there is ${Object.keys(routes).join(', ')}` });
    } catch {
      request.socket.destroy(); // The caller went away in the middle of its request.
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const home = `http://127.0.0.1:${bound}`;

  return {
    url: home,
    port: bound,
    stats,
    setFault: (next) => {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
