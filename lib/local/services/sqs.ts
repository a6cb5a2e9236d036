import type { QueueDeclaration } from '../assembly/declarations.ts';
import { queueUrl } from '../assembly/identity.ts';
import type { VirtualClock } from '../clock.ts';
import { type Answer, jsonError, type ServiceCall } from './answer.ts';
import { engineQueueUrl, type MessageEngine } from './messaging.ts';

type Input = Record<string, unknown>;

/** Seconds that a message may be delayed. */
const MOST_DELAY = 900;

/** How each operation is permitted: batches have no action of their own. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
  ReceiveMessage: 'ReceiveMessage',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  GetQueueUrl: 'GetQueueUrl',
  GetQueueAttributes: 'GetQueueAttributes',
  PurgeQueue: 'PurgeQueue',
};

/** An SQS endpoint for all regions, its delays and timeouts on the cloud's clock. */
export type SqsService = {
  /** Answers undefined to an operation that is not known here. */
  handle(call: ServiceCall): Promise<Answer | undefined>;
  action(operation: string): string;
  resources(call: ServiceCall): readonly string[];
};

/** Serves the declared queues. */
export function sqsService(
  engine: MessageEngine,
  queues: readonly QueueDeclaration[],
  clock: VirtualClock,
  account: string,
): SqsService {
  const find = (region: string, input: Input): QueueDeclaration | undefined => {
    const url = String(input.QueueUrl ?? '');
    // The region of a URL wins, as it does on AWS: a client of another region is refused there.
    const at = /^https?:\/\/sqs\.([^.]+)\./.exec(url)?.[1] ?? region;
    const name = input.QueueName ?? url.split('/').at(-1);
    return at === region ? queues.find((queue) => queue.region === region && queue.name === name) : undefined;
  };
  const seconds = (value: unknown, fallback: number): number => clock.realSpan(Number(value ?? fallback));

  return {
    action: (operation) => ACTIONS[operation] ?? operation,
    resources({ region, body }) {
      const queue = find(region, JSON.parse(body) as Input);
      return queue === undefined ? [] : [queue.arn];
    },
    async handle({ region, operation, body }) {
      if (ACTIONS[operation] === undefined) return undefined;
      const input = JSON.parse(body) as Input;
      const queue = find(region, input);
      if (queue === undefined) {
        const code = 'com.amazonaws.sqs#QueueDoesNotExist';
        return jsonError(code, `The specified queue does not exist in ${region}: ${input.QueueUrl ?? input.QueueName}`);
      }
      const delays = [input, ...((input.Entries ?? []) as readonly Input[])].map(
        ({ DelaySeconds }) => DelaySeconds ?? 0,
      );
      if (delays.some((delay) => !Number.isInteger(delay) || Number(delay) < 0 || Number(delay) > MOST_DELAY)) {
        return jsonError('com.amazonaws.sqs#InvalidParameterValue', 'DelaySeconds must be whole, 0 to 900');
      }
      const answer = await engine.raw(region, 'sqs', operation, JSON.stringify(rewrite(operation, input, queue)));
      if (operation !== 'GetQueueUrl' || answer.status !== 200) return answer;
      return { ...answer, body: JSON.stringify({ QueueUrl: queueUrl(region, account, queue.name) }) };
    },
  };

  function rewrite(operation: string, input: Input, queue: QueueDeclaration): Input {
    const { QueueUrl: _, ...rest } = input;
    const named = operation === 'GetQueueUrl' ? rest : { ...rest, QueueUrl: engineQueueUrl(queue.region, queue.name) };
    switch (operation) {
      case 'SendMessage':
        return { ...named, DelaySeconds: seconds(input.DelaySeconds, queue.delaySeconds) };
      case 'SendMessageBatch': {
        const entries = (input.Entries ?? []) as readonly Input[];
        const delayed = (entry: Input) => ({ ...entry, DelaySeconds: seconds(entry.DelaySeconds, queue.delaySeconds) });
        return { ...named, Entries: entries.map(delayed) };
      }
      case 'ReceiveMessage':
        return {
          ...named,
          VisibilityTimeout: seconds(input.VisibilityTimeout, queue.visibilitySeconds),
          WaitTimeSeconds: seconds(input.WaitTimeSeconds, queue.waitSeconds),
        };
      case 'ChangeMessageVisibility':
        return { ...named, VisibilityTimeout: seconds(input.VisibilityTimeout, 0) };
      default:
        return named;
    }
  }
}
