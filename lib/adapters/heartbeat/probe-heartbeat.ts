import { heartbeatStatus } from '../../core/heartbeat.ts';
import type { HeartbeatCheck } from '../../core/kinds/heartbeat.ts';
import { SECOND } from '../../core/time.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe } from '../probe/run.ts';

/** Looks at what a job said of itself last. Nothing is connected to but the control table. */
export const probeHeartbeat: KindProbe<HeartbeatCheck> = async (check, { means, watch }) => {
  if (means.heartbeats === undefined) {
    const detail = { expected: 'the control table', actual: 'none' };
    throw new ProbeFailure('probe', 'heartbeats stand in the control table, which this program does not read', detail);
  }
  const state = await means.heartbeats.read(check.id);
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
