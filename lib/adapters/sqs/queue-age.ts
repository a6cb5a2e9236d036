import { type QueueReading, type QueueRef, UnreadableQueue } from '../../core/queue-ref.ts';
import { MINUTE, SECOND } from '../../core/time.ts';
import type { AwsCaller } from '../aws/aws-caller.ts';
import { unreadable } from './unreadable.ts';

/** How far back a metric is looked for: SQS brings one a minute, late by some minutes now and then. */
const LOOK_BACK_MS = 15 * MINUTE;

type Answer = { readonly MetricDataResults?: readonly { readonly Values?: readonly number[] }[] };

/**
 * Seconds that the oldest message of a queue has waited, by CloudWatch, which is a minute or two behind. 0 for an empty
 * queue, undefined where CloudWatch does not know. One metric of GetMetricData: $0.01 for 1,000 calls.
 */
export async function queueAge(
  call: AwsCaller,
  { queue, counts }: { readonly queue: QueueRef; readonly counts: Pick<QueueReading, 'depth' | 'inFlight'> },
  signal: AbortSignal,
): Promise<number | undefined> {
  if (counts.depth + counts.inFlight === 0) return 0;
  const now = Date.now();
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: queue.name }],
  };
  const input = {
    StartTime: Math.floor((now - LOOK_BACK_MS) / SECOND),
    EndTime: Math.floor(now / SECOND),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'age', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } }],
  };
  const target = 'GraniteServiceVersion20100801.GetMetricData';
  try {
    const answer = await call({ service: 'monitoring', region: queue.region, target, input }, signal);
    return (answer as Answer).MetricDataResults?.[0]?.Values?.[0];
  } catch (error) {
    const known = unreadable(error, { queue, action: 'cloudwatch:GetMetricData' });
    // That CloudWatch is away is no news of the queue.
    if (known instanceof UnreadableQueue) throw new UnreadableQueue('busy', `its oldest message: ${known.message}`);
    throw known;
  }
}
