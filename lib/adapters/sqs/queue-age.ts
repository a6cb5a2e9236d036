import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type QueueReading, type QueueRef, UnreadableQueue } from '../../core/queue-ref.ts';
import { MINUTE } from '../../core/time.ts';
import { unreadable } from './unreadable.ts';

/** How far back a metric is looked for: SQS brings one a minute, late by some minutes now and then. */
const LOOK_BACK_MS = 15 * MINUTE;

const clients = new Map<string, CloudWatchClient>();

/**
 * Seconds that the oldest message of a queue has waited, by CloudWatch, which is a minute or two behind. 0 for an empty
 * queue, undefined where CloudWatch does not know. One metric of GetMetricData: $0.01 for 1,000 calls.
 */
export async function queueAge(
  queue: QueueRef,
  { depth, inFlight }: Pick<QueueReading, 'depth' | 'inFlight'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (depth + inFlight === 0) return 0;
  const now = Date.now();
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: queue.name }],
  };
  const command = new GetMetricDataCommand({
    StartTime: new Date(now - LOOK_BACK_MS),
    EndTime: new Date(now),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'age', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } }],
  });
  try {
    const { MetricDataResults = [] } = await clientOf(queue.region).send(command, { abortSignal: signal });
    return MetricDataResults[0]?.Values?.[0];
  } catch (error) {
    const known = unreadable(error, { queue, action: 'cloudwatch:GetMetricData' });
    // That CloudWatch is away is no news of the queue.
    if (known instanceof UnreadableQueue) throw new UnreadableQueue('busy', `its oldest message: ${known.message}`);
    throw known;
  }
}

/** Milliseconds, as for every client. */
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };

function clientOf(region: string): CloudWatchClient {
  const client = clients.get(region) ?? new CloudWatchClient({ region, requestHandler });
  clients.set(region, client);
  return client;
}
