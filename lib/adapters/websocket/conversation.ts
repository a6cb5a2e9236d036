import { WebSocket } from 'ws';
import { excerpt } from '../../core/condition.ts';
import type { Exchange } from '../../core/kinds/websocket.ts';
import { describeExpected, type Expected, type Payload } from '../../core/payload.ts';
import type { Resolved } from '../../core/secret.ts';
import { bytesOf, finderOf, SlowPattern, textOf } from '../probe/expected.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Inbox, Last } from './inbox.ts';

/** A message that came: its text, and its bytes as sent. */
export type Message = { readonly text: string; readonly size: number };

export type Session = {
  readonly ws: WebSocket;
  readonly inbox: Inbox;
  readonly signal: AbortSignal;
  /** The attempt's time, milliseconds. */
  readonly timeoutMs: number;
};

/** A step that waits. */
type Hearing = Exclude<Resolved<Exchange>, { readonly send: unknown }>;

/** Goes through a script, step by step. Gives the last message that came, if any. Throws a `ProbeFailure`. */
export async function converse(script: readonly Resolved<Exchange>[], session: Session): Promise<Message | undefined> {
  let last: Message | undefined;
  for (const [index, step] of script.entries()) {
    const where = `step ${index + 1} of ${script.length}`;
    if ('send' in step) await send(step.send, where, session);
    else last = (await hear(step, where, session)) ?? last;
  }
  return last;
}

async function send(payload: Resolved<Payload>, where: string, { ws, inbox, signal }: Session): Promise<void> {
  if (ws.readyState !== WebSocket.OPEN) {
    let incoming = await inbox.take('message', signal);
    while (incoming.is === 'message') incoming = await inbox.take('message', signal);
    throw ended(incoming, `before ${where}, which sends`);
  }
  ws.send(typeof payload === 'string' ? payload : bytesOf(payload), () => {});
}

type Wait = { where: string; wanted: string; passed: string[]; signal: AbortSignal };

/** Waits for what a step wants to hear, as long as the step may take. Gives the message, where it is one. */
async function hear(step: Hearing, where: string, session: Session): Promise<Message | undefined> {
  const { signal, timeoutMs } = session;
  const limit = limitOf(step.withinMs, signal);
  const wanted = 'ping' in step ? 'a pong' : excerpt(`a message with ${describeExpected(step.expect)}`, 80);
  const wait: Wait = { where, wanted, passed: [], signal: limit.signal };
  try {
    return 'ping' in step ? await hearPong(session, wait) : await hearMessage(step.expect, session, wait);
  } catch (error) {
    if (error !== limit.signal.reason) throw error;
    throw late(wait, Math.round(signal.aborted ? timeoutMs : (step.withinMs ?? timeoutMs)));
  } finally {
    limit.clear();
  }
}

async function hearPong({ ws, inbox }: Session, { where, wanted, signal }: Wait): Promise<undefined> {
  if (ws.readyState === WebSocket.OPEN) ws.ping(where, undefined, () => {});
  let incoming = await inbox.take('pong', signal);
  // Pongs may come unasked; ours says what we said.
  while (incoming.is === 'pong' && incoming.data !== where) incoming = await inbox.take('pong', signal);
  if (incoming.is !== 'pong') throw ended(incoming, `in ${where}, which waits for ${wanted}`);
}

/** Passes over messages that do not fit, and notes them. */
async function hearMessage(expected: Expected, { inbox }: Session, wait: Wait): Promise<Message> {
  const find = finderOf(expected);
  for (;;) {
    const incoming = await inbox.take('message', wait.signal);
    if (incoming.is !== 'message') throw ended(incoming, `in ${wait.where}, which waits for ${wait.wanted}`);
    const { bytes } = incoming;
    const text = textOf(bytes);
    if (fits(find, bytes, wait)) return { text, size: bytes.length };
    wait.passed.push(excerpt(text, 100));
  }
}

/** A signal that ends with the other one, or after so many milliseconds. */
function limitOf(ms: number | undefined, signal: AbortSignal): { readonly signal: AbortSignal; clear(): void } {
  if (ms === undefined) return { signal, clear: () => {} };
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new Error('too late')), ms);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}

function fits(find: ReturnType<typeof finderOf>, bytes: Buffer, { where, wanted }: Wait): boolean {
  try {
    return find(bytes, 0) !== undefined;
  } catch (error) {
    if (!(error instanceof SlowPattern)) throw error;
    throw new ProbeFailure('assertion', excerpt(`${where}: ${error.message}: make it simpler`), {
      expected: wanted,
      actual: 'a text that the pattern is too slow for',
    });
  }
}

/** The failure of a step whose time is over: a wrong answer where something came, else none at all. */
function late({ where, wanted, passed }: Wait, ms: number): ProbeFailure {
  const message = `timed out after ${ms}ms in transfer: ${where} waits for ${wanted}`;
  const last = passed.at(-1);
  if (last === undefined) {
    return new ProbeFailure('timeout', `${message}, and none came`, { expected: wanted, actual: 'none' });
  }
  const actual = excerpt(JSON.stringify(last), 80);
  const came = passed.length === 1 ? `what came is ${actual}` : `the last of ${passed.length} messages is ${actual}`;
  return new ProbeFailure('assertion', `${message}, and ${came}`, { expected: wanted, actual });
}

/** The failure of a connection that ended before the script did. */
function ended(incoming: Last, when: string): Error {
  if (incoming.is === 'broken') return incoming.error;
  const actual = describeClose(incoming.code, incoming.reason);
  const message = `the server closed the connection ${when}: ${actual}`;
  return new ProbeFailure('protocol', message, { expected: 'an open connection', actual });
}

/** Names of the codes that servers close with. Source: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const CODES: Readonly<Record<number, string>> = {
  1000: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no code given',
  1006: 'without a close frame',
  1007: 'invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
};

/** A close code with its name and the reason that was given. */
export function describeClose(code: number, reason: string): string {
  const name = CODES[code];
  const given = reason === '' ? '' : `: ${JSON.stringify(excerpt(reason, 80))}`;
  return `code ${code}${name === undefined ? '' : ` (${name})`}${given}`;
}
