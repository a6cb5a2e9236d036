import type { Socket } from 'node:net';
import { untilAborted } from '../probe/deadline.ts';
import { type Destination, open } from '../probe/open.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';

/** Asks a name server over TCP or TLS; gives the whole message that comes. Throws a `ProbeFailure`, or a socket's error. */
export async function askByStream(question: Buffer, to: Destination, run: Run): Promise<Buffer> {
  const connection = await open(to, run);
  try {
    run.watch.enter('sending');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(question.length);
    const answer = readMessage(connection.socket, run);
    connection.socket.write(Buffer.concat([length, question]));
    run.watch.enter('firstByte');
    return await answer;
  } finally {
    connection.close();
  }
}

/** One message with its length before it (RFC 1035, 4.2.2): at most 64 KB. */
function readMessage(socket: Socket, { signal, watch }: Pick<Run, 'signal' | 'watch'>): Promise<Buffer> {
  return untilAborted<Buffer>(signal, (resolve, reject) => {
    let came = Buffer.alloc(0);
    const onEnd = () => reject(cutShort(came));
    socket.on('data', (chunk: Buffer) => {
      if (watch.stage() === 'firstByte') watch.enter('transfer');
      came = Buffer.concat([came, chunk]);
      if (came.length < 2 || came.length < 2 + came.readUInt16BE(0)) return;
      resolve(came.subarray(2, 2 + came.readUInt16BE(0)));
      socket.pause();
    });
    socket.once('end', onEnd).once('close', onEnd).once('error', reject);
  });
}

function cutShort(came: Buffer): ProbeFailure {
  const got = Math.max(0, came.length - 2);
  const actual = came.length < 2 ? 'nothing' : `${got} of ${came.readUInt16BE(0)} bytes`;
  const message = `the connection was closed after ${actual === 'nothing' ? 'the question, before an answer' : `${actual} of the answer`}`;
  return new ProbeFailure('protocol', message, { expected: 'a whole answer', actual });
}
