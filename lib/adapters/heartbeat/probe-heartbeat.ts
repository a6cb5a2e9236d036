import type { Heartbeats } from '../../app/ports.ts';
import { type HeartbeatState, heartbeatStatus } from '../../core/heartbeat.ts';
import type { HeartbeatCheck } from '../../core/kinds/heartbeat.ts';
import { SECOND } from '../../core/time.ts';
import { untilAborted } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Run } from '../probe/run.ts';

/** Looks at what a job said of itself last. Nothing is connected to but the control table. */
export const probeHeartbeat: KindProbe<HeartbeatCheck> = async (check, run) => {
  const { means, watch } = run;
  if (means.heartbeats === undefined) {
    const detail = { expected: 'the control table', actual: 'none' };
    const message =
      'heartbeats stand in the control table, which is not read here: `killdeer heartbeat` tells how the jobs are';
    throw new ProbeFailure('probe', message, detail);
  }
  const state = await read(check.id, means.heartbeats, run);
  watch.enter('judge');
  const status = heartbeatStatus(check, state, Date.now());
  switch (status.is) {
    case 'unseen':
      throw new ProbeFailure('unseen', 'the job has never reported', {
        expected: 'a first report',
        actual: 'none yet',
      });
    case 'late':
    case 'failed':
      throw new ProbeFailure(status.is, status.message, status);
    case 'well':
      return {
        values: {
          ...(status.ageMs !== undefined && { 'heartbeat.age': status.ageMs / SECOND }),
          ...(status.durationMs !== undefined && { 'heartbeat.duration': status.durationMs / SECOND }),
        },
      };
    default:
      return status satisfies never;
  }
};

/** That our own table does not answer is no news of the job. */
async function read(id: string, heartbeats: Pick<Heartbeats, 'read'>, { signal, timeoutMs }: Run) {
  try {
    return await untilAborted<HeartbeatState | undefined>(signal, (resolve, reject) => {
      heartbeats.read(id).then(resolve, reject);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    const message = `the control table did not answer within ${Math.round(timeoutMs)}ms`;
    throw new ProbeFailure('probe', message, { expected: 'what the job said of itself', actual: 'nothing' });
  }
}
