import { excerpt } from '../../core/condition.ts';
import type { StartTls } from '../../core/starttls.ts';
import { openTls } from './connect.ts';
import { type Conversation, converse } from './conversation.ts';
import { textOf } from './expected.ts';
import { type Connection, type Destination, open } from './open.ts';
import { ProbeFailure } from './probe-failure.ts';
import type { Run, TlsTarget } from './run.ts';
import { type Answer, DIALOGUES, type Turn } from './starttls-dialogues.ts';

/** A destination whose plain connection becomes TLS where `starttls` names the protocol to ask for it in. */
export type UpgradedDestination = Destination & { readonly starttls?: StartTls };

/** Opens a stream as `open` does, by STARTTLS where the destination says so. Leaves nothing behind when it fails. */
export async function openUpgraded(destination: UpgradedDestination, run: Run): Promise<Connection> {
  const { starttls, tls = {}, ...rest } = destination;
  if (starttls === undefined) return await open(destination, run);
  const turns = DIALOGUES[starttls];
  const speaksFirst = turns[0]?.say === undefined;
  const { speaksFirst: _, ...plainly } = rest;
  const plain = await open({ ...plainly, ...(speaksFirst && { speaksFirst: true as const }) }, run);
  try {
    run.watch.enter('send');
    await ask(starttls, turns, plain, run);
    return await upgrade(plain, destination.hostname, tls, run);
  } catch (error) {
    plain.close();
    throw error;
  }
}

async function upgrade(plain: Connection, hostname: string, tls: TlsTarget, run: Run): Promise<Connection> {
  run.watch.enter('tls');
  const socket = await openTls(plain.socket, hostname, tls, run);
  return {
    socket,
    close() {
      socket.destroy();
      plain.close();
    },
  };
}

async function ask(protocol: StartTls, turns: readonly Turn[], { socket }: Connection, run: Run): Promise<void> {
  const conversation = converse(socket, run);
  try {
    for (const turn of turns) await take(turn, protocol, conversation, run);
    const unread = conversation.received().length - conversation.position();
    if (unread > 0) throw injected(protocol, unread);
  } finally {
    conversation.leave();
  }
}

async function take({ say, read }: Turn, protocol: StartTls, conversation: Conversation, run: Run): Promise<void> {
  const what = say === undefined ? 'the greeting' : `the answer to ${JSON.stringify(textOf(say).trim())}`;
  const code = say === undefined ? undefined : await conversation.say(say);
  if (code !== undefined) throw silent(protocol, what, conversation, `the connection was closed (${code})`);
  if (read === undefined) return;
  let answer: Answer | undefined;
  const heard = await conversation
    .hear((bytes, from) => {
      answer = read(bytes.subarray(from));
      return answer === undefined ? undefined : from + answer.length;
    })
    .catch((error: unknown) => {
      if (error !== run.signal.reason) throw error;
      const message = `timed out after ${Math.round(run.timeoutMs)}ms in STARTTLS, waiting for ${what}`;
      const actual = came(conversation);
      throw new ProbeFailure('timeout', `${message}: got ${excerpt(actual, 100)}`, { expected: what, actual });
    });
  if (heard.is === 'closed') throw silent(protocol, what, conversation, `the connection was closed (${heard.code})`);
  if (heard.is === 'too much') throw silent(protocol, what, conversation, 'it never ended');
  if (answer?.is === 'go on') return;
  const actual = excerpt(answer?.text ?? '');
  if (answer?.is === 'no') {
    throw new ProbeFailure('tls', `TLS: the server refused STARTTLS: ${actual}`, { expected: 'TLS', actual });
  }
  const message = `STARTTLS: this is no ${protocol} server: ${what} is ${excerpt(JSON.stringify(actual), 100)}`;
  throw new ProbeFailure('protocol', message, { expected: protocol, actual });
}

function silent(protocol: StartTls, what: string, conversation: Conversation, why: string): ProbeFailure {
  const actual = came(conversation);
  const message = `STARTTLS: waited for ${what} of ${protocol}, got ${excerpt(actual, 100)}, and ${why}`;
  return new ProbeFailure('protocol', message, { expected: what, actual });
}

/** What comes in plain text behind the agreement is taken for TLS's own by careless clients: CVE-2011-0411. */
function injected(protocol: StartTls, bytes: number): ProbeFailure {
  const message = `STARTTLS: ${bytes} bytes more came in plain text, where TLS begins: somebody may have put them in`;
  return new ProbeFailure('protocol', message, { expected: `nothing more of ${protocol}`, actual: `${bytes} bytes` });
}

function came(conversation: Conversation): string {
  const bytes = conversation.received().subarray(conversation.position());
  return bytes.length === 0 ? 'nothing' : excerpt(JSON.stringify(textOf(bytes.subarray(0, 1_000))));
}
