import type { Assertion } from '../assertion.ts';
import { asksStatus } from '../assertions/status.ts';
import type { Auth } from '../auth.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { status } from '../factories/assertions.ts';
import type { IpVersion } from '../network.ts';
import { compileExpected, type Expected, type Payload } from '../payload.ts';
import { showText, type Text } from '../secret.ts';
import { type Duration, durationMs } from '../time.ts';
import type { TlsOptions } from '../tls-options.ts';

/** Most steps of a script. */
export const MOST_STEPS = 50;

/**
 * One step of the conversation. `send`: one message, a text as text and bytes as binary. `expect`: waits for a message
 * that holds what is expected, and passes over others. `ping`: sends a ping and waits for its pong.
 * `within`: default, what is left of the attempt's time.
 */
export type WebsocketStep =
  | { readonly send: Payload }
  | { readonly expect: Expected; readonly within?: Duration }
  | { readonly ping: true; readonly within?: Duration };

export type WebsocketOptions = CommonOptions & {
  /** `wss://…` or `ws://…`. */
  readonly url: Text;
  /** Sent with the handshake. */
  readonly headers?: Readonly<Record<string, Text>>;
  /** Goes along with the handshake. Default: none. */
  readonly auth?: Auth;
  /** Subprotocols to offer, the best first; the server must choose one of them. */
  readonly protocols?: readonly string[];
  /** What is said and heard once the connection is open, in order, at most 50 steps. Default: the handshake alone. */
  readonly script?: readonly WebsocketStep[];
  readonly tls?: TlsOptions;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** A `websocket` check as a person wrote it. */
export type WebsocketDefinition = WebsocketOptions & { readonly kind: 'websocket'; readonly id: string };

/** A step with its time in milliseconds. */
export type Exchange =
  | { readonly send: Payload }
  | { readonly expect: Expected; readonly withinMs?: number }
  | { readonly ping: true; readonly withinMs?: number };

/** What a `websocket` check says, with every default filled in. */
export type WebsocketFields = {
  readonly kind: 'websocket';
  readonly url: Text;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, Text>>;
  readonly auth?: Auth;
  readonly protocols: readonly string[];
  readonly script: readonly Exchange[];
  readonly tls?: TlsOptions;
  readonly ip?: IpVersion;
};

export type WebsocketCheck = CommonCheck & WebsocketFields;

/** What a `websocket` check says and expects. */
export function compileWebsocket(
  definition: WebsocketDefinition,
): WebsocketFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { url, headers = {}, auth, protocols = [], script = [], tls, ip, expect = [] } = definition;
  return {
    kind: 'websocket',
    // Without query and fragment, which may hold what is not for a notice.
    target: showText(url).replace(/[?#].*$/s, ''),
    url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ...(auth !== undefined && { auth }),
    protocols,
    script: script.map(exchangeOf),
    ...(tls !== undefined && { tls }),
    ...(ip !== undefined && { ip }),
    expect: expectationsOf(expect).map(compileAssertion),
  };
}

/** A check that says nothing of the status means an open connection. */
function expectationsOf(expect: readonly Assertion[]): readonly Assertion[] {
  return expect.some(asksStatus) ? expect : [status(101), ...expect];
}

function exchangeOf(step: WebsocketStep): Exchange {
  if ('send' in step) return step;
  const { within, ...rest } = step;
  const waited = 'expect' in rest ? { expect: compileExpected(rest.expect) } : rest;
  return { ...waited, ...(within !== undefined && { withinMs: durationMs(within) }) };
}
