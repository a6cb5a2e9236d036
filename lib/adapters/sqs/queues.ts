import type { Queues } from '../../app/ports.ts';
import { parseQueueRef, type QueueRef } from '../../core/queue-ref.ts';
import type { AwsCaller } from '../aws/aws-caller.ts';
import { queueAge } from './queue-age.ts';
import { unreadable } from './unreadable.ts';

const DEPTHS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

type Attributes = Partial<Record<string, string>>;

/**
 * The queues of an account, and of others that let it. `account`: the own one; without it a queue that has only a name
 * is looked up first, which needs sqs:GetQueueUrl. The age of messages is read of CloudWatch. Without the SDK: it is the probe's.
 */
export function sqsQueues(call: AwsCaller, account?: string): Queues {
  const urlOf = async (queue: QueueRef, signal: AbortSignal): Promise<string> => {
    const owner = queue.account ?? account;
    // It is sent as a parameter; what is called is the region's own endpoint.
    if (owner !== undefined) return `https://sqs.${queue.region}.amazonaws.com/${owner}/${queue.name}`;
    const { region, name } = queue;
    const target = 'AmazonSQS.GetQueueUrl';
    const answer = await call({ service: 'sqs', region, target, input: { QueueName: name } }, signal);
    return (answer as { readonly QueueUrl?: string }).QueueUrl ?? '';
  };
  const attributesOf = async (queue: QueueRef, names: readonly string[], signal: AbortSignal) => {
    try {
      const QueueUrl = await urlOf(queue, signal);
      const input = { QueueUrl, AttributeNames: names };
      const target = 'AmazonSQS.GetQueueAttributes';
      const answer = await call({ service: 'sqs', region: queue.region, target, input }, signal);
      return (answer as { readonly Attributes?: Attributes }).Attributes ?? {};
    } catch (error) {
      throw unreadable(error, { queue, action: 'sqs:GetQueueAttributes' });
    }
  };
  const deadIn = async (target: QueueRef | undefined, isNamed: boolean, signal: AbortSignal): Promise<number> => {
    if (target === undefined) return 0;
    try {
      return countIn(await attributesOf(target, [DEPTHS[0]], signal), DEPTHS[0]);
    } catch (error) {
      throw isNamed ? error : unreadable(error, { queue: target, action: 'sqs:GetQueueAttributes', isUnnamed: true });
    }
  };
  return {
    async read({ queue, deadLetters, asks }, signal) {
      const isFollowed = asks.dead && deadLetters === undefined;
      const attributes = await attributesOf(queue, isFollowed ? [...DEPTHS, 'RedrivePolicy'] : DEPTHS, signal);
      const [depth, inFlight, delayed] = DEPTHS.map((name) => countIn(attributes, name));
      const counts = { depth: depth ?? 0, inFlight: inFlight ?? 0, delayed: delayed ?? 0 };
      const target = deadLetters === undefined ? targetOf(attributes.RedrivePolicy) : deadLetters || undefined;
      const [dead, age] = await Promise.all([
        asks.dead ? deadIn(target, deadLetters !== undefined, signal) : undefined,
        asks.age ? queueAge(call, { queue, counts }, signal) : undefined,
      ]);
      return { ...counts, ...(dead !== undefined && { dead }), ...(age !== undefined && { age }) };
    },
  };
}

function countIn(attributes: Attributes, name: string): number {
  return Number(attributes[name] ?? 0);
}

/** The queue that a redrive policy names, or undefined. */
function targetOf(policy: string | undefined): QueueRef | undefined {
  if (policy === undefined || policy === '') return undefined;
  const { deadLetterTargetArn } = JSON.parse(policy) as { readonly deadLetterTargetArn?: string };
  return deadLetterTargetArn === undefined ? undefined : parseQueueRef(deadLetterTargetArn);
}
