import { excerpt } from '../../core/condition.ts';
import type { FailureKind } from '../../core/failure.ts';
import type { QueueCheck } from '../../core/kinds/queue.ts';
import { type QueueReading, type QueueTrouble, UnreadableQueue } from '../../core/queue-ref.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Run } from '../probe/run.ts';

/** Asks SQS, and where it is asked for CloudWatch, what stands in a queue. */
export const probeQueue: KindProbe<QueueCheck> = async (check, run) => {
  await run.turn.connect();
  await run.turn.ask();
  run.watch.enter('firstByte');
  const { depth, inFlight, delayed, dead, age } = await read(check, run);
  run.watch.enter('judge');
  return {
    values: {
      'queue.depth': depth,
      'queue.inFlight': inFlight,
      'queue.delayed': delayed,
      ...(dead !== undefined && { 'queue.dead': dead }),
      ...(age !== undefined && { 'queue.age': age }),
    },
  };
};

/** A queue that is not there fails; that we may not look is no news of it. */
const KINDS: Readonly<Record<QueueTrouble, FailureKind>> = {
  missing: 'connect',
  away: 'connect',
  denied: 'probe',
  busy: 'probe',
};

async function read(check: QueueCheck, { means, signal }: Run): Promise<QueueReading> {
  if (means.queues === undefined) {
    const detail = { expected: 'SQS', actual: 'none' };
    throw new ProbeFailure('probe', 'this program was given no way to read queues', detail);
  }
  try {
    return await means.queues.read(check, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof UnreadableQueue)) throw error;
    const detail = { expected: 'what stands in the queue', actual: error.trouble };
    throw new ProbeFailure(KINDS[error.trouble], excerpt(error.message, 300), detail);
  }
}
