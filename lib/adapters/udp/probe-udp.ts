import { createSocket, type Socket } from 'node:dgram';
import { excerpt } from '../../core/condition.ts';
import type { UdpCheck } from '../../core/kinds/udp.ts';
import { describeExpected, type Expected } from '../../core/payload.ts';
import { untilAborted } from '../probe/deadline.ts';
import { bytesOf, finderOf, textOf } from '../probe/expected.ts';
import { addressOf } from '../probe/open.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Run } from '../probe/run.ts';

/** Most answers that are looked at: who sends more that do not match, sends no answer. */
const MOST_ANSWERS = 100;

/** Sends a datagram, once more at half of the time, and waits for its answer. */
export const probeUdp: KindProbe<UdpCheck> = async (check, run) => {
  const { host: hostname, port, ip, send, answer } = check;
  const address = await addressOf({ hostname, ...(ip !== undefined && { ip }) }, run);
  run.seen.address = address;
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    // Connected, the socket hears only this peer, and of its refusal.
    const bytes = await ask(
      socket,
      { address, port, bytes: bytesOf(send), answer: answer as Expected | undefined },
      run,
    );
    run.watch.enter('judge');
    return { body: textOf(bytes), size: bytes.length };
  } finally {
    socket.removeAllListeners().on('error', () => {});
    socket.close();
  }
};

type Question = {
  readonly address: string;
  readonly port: number;
  readonly bytes: Buffer;
  readonly answer: Expected | undefined;
};

async function ask(socket: Socket, { address, port, bytes, answer }: Question, run: Run): Promise<Buffer> {
  const find = answer === undefined ? () => 0 : finderOf(answer);
  const passedOver: Buffer[] = [];
  let again: NodeJS.Timeout | undefined;
  try {
    return await untilAborted<Buffer>(run.signal, (resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) => reject(refusal(error, `${address} port ${port}`));
      const send = () => socket.send(bytes, (error) => error !== null && failed(error));
      socket.on('error', failed);
      socket.on('message', (came) => {
        try {
          if (find(came, 0) !== undefined) resolve(came);
          else if (passedOver.push(came) >= MOST_ANSWERS) reject(mismatch(passedOver, answer, 'sent'));
        } catch (error) {
          reject(error);
        }
      });
      socket.connect(port, address, (...[error]: unknown[]) => {
        if (error instanceof Error) return failed(error);
        run.watch.enter('send');
        send();
        run.watch.enter('firstByte');
        again = setTimeout(send, Math.max(0, run.timeoutMs / 2 - run.watch.total()));
      });
    });
  } catch (error) {
    if (error !== run.signal.reason || run.watch.stage() !== 'firstByte') throw error;
    const within = `${Math.round(run.timeoutMs)}ms`;
    if (passedOver.length > 0) throw mismatch(passedOver, answer, `within ${within}`);
    const message = `timed out after ${within}: no answer to the datagram, which was sent twice`;
    throw new ProbeFailure('timeout', message, { expected: 'an answer', actual: 'none' });
  } finally {
    clearTimeout(again);
  }
}

function mismatch(came: readonly Buffer[], expected: Expected | undefined, when: string): ProbeFailure {
  const wanted = expected === undefined ? 'an answer' : excerpt(describeExpected(expected));
  const last = came.at(-1) ?? Buffer.alloc(0);
  const actual = excerpt(JSON.stringify(textOf(last.subarray(0, 1_000))));
  const message = `the answer is ${excerpt(actual, 100)}, expected ${excerpt(wanted, 100)} (${came.length} answers ${when})`;
  return new ProbeFailure('assertion', message, { expected: wanted, actual });
}

/** No other error of a datagram socket is the target's. */
function refusal(error: NodeJS.ErrnoException, where: string): Error {
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nobody listens: ICMP says that the port is unreachable',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
  };
  const { code = 'unknown' } = error;
  const reason = reasons[code];
  if (reason === undefined) return error;
  const detail = { expected: 'an answer', actual: code };
  return new ProbeFailure('connect', `${where}: ${reason} (${code})`, detail);
}
