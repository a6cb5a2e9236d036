import type { OAuth2Auth } from '../../core/auth.ts';
import type { HttpRequest } from '../../core/http-request.ts';
import type { Resolved } from '../../core/secret.ts';
import { untilAborted } from '../probe/deadline.ts';
import { failureOf, ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import { startStopwatch } from '../probe/stopwatch.ts';
import type { Answer } from './response-reader.ts';
import { readToken, type Token } from './token-answer.ts';

/** How a request is sent. */
export type Send = (
  asked: Resolved<HttpRequest>,
  run: Run,
  options: { readonly wants: () => boolean },
) => Promise<Answer>;

/** A token is not used within this time before its end, milliseconds, nor within half of its life. */
const MARGIN_MS = 60_000;

/** Most tokens that are kept at once. */
const KEPT = 100;

/** One look for a token under way. It ends when nobody waits for it any more. */
type Asking = { readonly token: Promise<Token>; waiting: number; readonly controller: AbortController };

const kept = new Map<string, Token>();
const asking = new Map<string, Asking>();

/**
 * The token for a client: the one that this process keeps, or a new one, which all who need it at the same time share. The
 * stopwatch starts over after it: that time is not the target's. `renew` is there where the token was kept: forgets it.
 * Throws a `ProbeFailure` that names the token endpoint.
 */
export async function tokenFor(
  auth: Resolved<OAuth2Auth>,
  asked: Resolved<HttpRequest>,
  run: Run,
  send: Send,
): Promise<{ readonly value: string; readonly renew?: () => void }> {
  const request = tokenRequest(auth, asked);
  const key = JSON.stringify([run.region, request, auth.style]);
  const known = kept.get(key);
  if (known !== undefined && usableMs(known) > 0) {
    run.strike(known.value);
    const renew = () => {
      if (kept.get(key) === known) kept.delete(key);
    };
    return { value: known.value, renew };
  }
  const { value } = await shared(key, auth.tokenUrl, run, (own) => send(request, own, { wants: () => true }));
  run.strike(value);
  run.watch.startOver();
  return { value };
}

function usableMs({ askedAt, lifeMs }: Token): number {
  // The wall clock: the other one stands still while a function is frozen.
  return askedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 2) - Date.now();
}

async function shared(key: string, url: string, run: Run, send: (run: Run) => Promise<Answer>): Promise<Token> {
  const current = asking.get(key) ?? begin(key, url, run, send);
  current.waiting += 1;
  try {
    return await untilAborted(run.signal, (resolve, reject) => void current.token.then(resolve, reject));
  } catch (error) {
    if (!run.signal.aborted) throw error;
    const actual = `waiting for a token of ${shown(url)}`;
    const message = `timed out after ${Math.round(run.timeoutMs)}ms ${actual}`;
    throw new ProbeFailure('timeout', message, { expected: `within ${Math.round(run.timeoutMs)}ms`, actual });
  } finally {
    current.waiting -= 1;
    if (current.waiting === 0) current.controller.abort(new Error('nobody waits for the token any more'));
  }
}

function begin(key: string, url: string, run: Run, send: (run: Run) => Promise<Answer>): Asking {
  const controller = new AbortController();
  const watch = startStopwatch();
  // A run of its own: whoever began it may be the first to give up, and its phases and redirects are nobody's.
  const turn = { connect: async () => {}, ask: async () => {} };
  const own: Run = { ...run, watch, turn, signal: controller.signal, seen: {}, sent: {} };
  const askedAt = Date.now();
  const token = send(own)
    .then((answer) => readToken(answer, askedAt))
    .then(
      (fresh) => {
        if (kept.size >= KEPT) kept.clear();
        kept.set(key, fresh);
        return fresh;
      },
      (error) => {
        const { kind, message, expected = '', actual = '' } = failureOf(error, watch.stage());
        throw new ProbeFailure(kind, `the token endpoint ${shown(url)}: ${message}`, { expected, actual });
      },
    )
    .finally(() => {
      if (asking.get(key) === started) asking.delete(key);
    });
  token.catch(() => {});
  const started: Asking = { token, waiting: 0, controller };
  asking.set(key, started);
  controller.signal.addEventListener('abort', () => asking.get(key) === started && asking.delete(key));
  return started;
}

/** Over the check's proxy, trusting whom it trusts; what else it says of TLS is about its target. */
function tokenRequest(auth: Resolved<OAuth2Auth>, asked: Resolved<HttpRequest>): Resolved<HttpRequest> {
  const { tokenUrl, clientId, clientSecret, scope, audience, style = 'body' } = auth;
  const fields = {
    grant_type: 'client_credentials',
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
    ...(style === 'body' && { client_id: clientId, client_secret: clientSecret }),
  };
  const basic = {
    kind: 'basic',
    user: encodeURIComponent(clientId),
    password: encodeURIComponent(clientSecret),
  } as const;
  return {
    url: tokenUrl,
    method: 'POST',
    headers: { accept: 'application/json' },
    body: { kind: 'body', as: 'form', fields },
    ...(style === 'basic' && { auth: basic }),
    ...(asked.proxy !== undefined && { proxy: asked.proxy }),
    ...(asked.tls?.ca !== undefined && { tls: { ca: asked.tls.ca } }),
  };
}

/** Without user, password and query, which may be secret. */
function shown(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'of the check' : `${parsed.origin}${parsed.pathname}`;
}
