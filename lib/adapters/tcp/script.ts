import { excerpt } from '../../core/condition.ts';
import type { TcpStep } from '../../core/kinds/tcp.ts';
import { describeExpected, type Expected } from '../../core/payload.ts';
import type { Resolved } from '../../core/secret.ts';
import { type Conversation, HEARD_CAP, type Heard } from '../probe/conversation.ts';
import { bytesOf, finderOf, SlowPattern, textOf } from '../probe/expected.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';

/** Longest share of a message that tells what came. */
const TOLD = 100;

/** Says and hears the steps of a script, in order. Throws a `ProbeFailure` that tells which step, what it expected and what came. */
export async function follow(
  script: readonly Resolved<TcpStep>[],
  conversation: Conversation,
  run: Pick<Run, 'signal' | 'watch' | 'timeoutMs'>,
): Promise<void> {
  let asked = 0;
  for (const [index, step] of script.entries()) {
    const name = `step ${index + 1} of ${script.length}`;
    if ('send' in step) {
      if (conversation.received().length === 0) run.watch.enter('send');
      asked = conversation.received().length;
      const code = await conversation.say(bytesOf(step.send)).catch((error: unknown) => {
        throw error === run.signal.reason ? unread(name, run.timeoutMs) : error;
      });
      if (code !== undefined) throw unsent(name, code);
      if (run.watch.stage() === 'send' && script.slice(index).some((later) => 'expect' in later)) {
        run.watch.enter('firstByte');
      }
    } else {
      if (index === 0) run.watch.enter('firstByte');
      const expected = step.expect as Expected;
      const since = () => conversation.received().subarray(Math.max(asked, conversation.position()));
      const heard = await conversation.hear(finderOf(expected)).catch((error: unknown) => {
        if (error instanceof SlowPattern) throw slow(name, expected, error);
        if (error !== run.signal.reason) throw error;
        throw unheard(name, expected, since(), run.timeoutMs);
      });
      if (heard.is !== 'found')
        throw mismatch(name, expected, since(), heard, conversation.received().length === 0 && index === 0);
    }
  }
}

function unsent(name: string, code: string): ProbeFailure {
  const message = `${name}: the connection was closed before its bytes could be sent (${code})`;
  return new ProbeFailure('protocol', message, { expected: 'an open connection', actual: code });
}

function unread(name: string, timeoutMs: number): ProbeFailure {
  const message = `timed out after ${Math.round(timeoutMs)}ms in ${name}: the server does not take what is sent`;
  return new ProbeFailure('timeout', message, { expected: 'a server that reads', actual: 'none' });
}

function mismatch(name: string, expected: Expected, came: Buffer, heard: Heard, isFirst: boolean): ProbeFailure {
  const [wanted, got] = [excerpt(describeExpected(expected)), show(came)];
  const start = `${name}: expected ${excerpt(wanted, TOLD)}, got ${excerpt(got, TOLD)}`;
  if (heard.is === 'too much') {
    const message = `${start}: more than ${HEARD_CAP / 1024} KB, the most that a probe reads`;
    return new ProbeFailure('protocol', message, { expected: wanted, actual: got });
  }
  const code = heard.is === 'closed' ? heard.code : '';
  const message = `${start}, and then the connection was closed (${code})`;
  // A server, or a balancer without one, that drops whatever it accepts is as good as not there.
  const isAlert = code.startsWith('ERR_SSL_');
  const kind = isAlert ? 'tls' : came.length > 0 ? 'assertion' : isFirst ? 'connect' : 'protocol';
  return new ProbeFailure(kind, message, { expected: wanted, actual: came.length > 0 ? got : code });
}

/** Whole lines that do not match are an answer, and a wrong one; anything less is none yet. */
function unheard(name: string, expected: Expected, came: Buffer, timeoutMs: number): ProbeFailure {
  const [wanted, got] = [excerpt(describeExpected(expected)), show(came)];
  const within = `${Math.round(timeoutMs)}ms`;
  const [kind, start] = came.includes('\n')
    ? (['assertion', `${name}: `] as const)
    : (['timeout', `timed out after ${within} in ${name}: `] as const);
  const end = kind === 'assertion' ? `, and nothing else within ${within}` : '';
  const message = `${start}expected ${excerpt(wanted, TOLD)}, got ${excerpt(got, TOLD)}${end}`;
  return new ProbeFailure(kind, message, { expected: wanted, actual: got });
}

function slow(name: string, expected: Expected, error: SlowPattern): ProbeFailure {
  return new ProbeFailure('assertion', excerpt(`${name}: ${error.message}: make it simpler`), {
    expected: excerpt(describeExpected(expected)),
    actual: 'a text that it is too slow for',
  });
}

function show(bytes: Buffer): string {
  return bytes.length === 0 ? 'nothing' : excerpt(JSON.stringify(textOf(bytes.subarray(0, 1_000))));
}
