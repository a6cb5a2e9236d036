import { buildApp } from 'fauxqs';
import type { QueueDeclaration, SubscriptionDeclaration, TopicDeclaration } from '../assembly/declarations.ts';
import type { Answer } from './answer.ts';

/** The account that fauxqs has, whatever the assembly's is. */
const ENGINE_ACCOUNT = '000000000000';

/** The engine of queues and topics. It is called in process and listens nowhere; its messages end with the process. */
export type MessageEngine = {
  /** An SQS operation on JSON. Throws on an error of the service. */
  queue(region: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** An operation as it came, `application/x-amz-json-1.0` for SQS, a form for SNS. */
  raw(region: string, service: 'sqs' | 'sns', operation: string, body: string): Promise<Answer>;
  /** Messages in each queue, by its ARN in the engine. */
  counts(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
};

/** Starts the engine, empty. */
export async function startMessageEngine(): Promise<MessageEngine> {
  const app = buildApp({ logger: false, host: 'localhost' });
  await app.ready();
  const raw: MessageEngine['raw'] = async (region, service, operation, payload) => {
    const type = service === 'sqs' ? 'application/x-amz-json-1.0' : 'application/x-www-form-urlencoded';
    const headers = {
      'content-type': type,
      'x-amz-target': `AmazonSQS.${operation}`,
      // The engine reads the region here.
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request`,
    };
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload });
    return { status: answer.statusCode, type: String(answer.headers['content-type'] ?? type), body: answer.body };
  };
  return {
    raw,
    async queue(region, operation, input) {
      const { status, body } = await raw(region, 'sqs', operation, JSON.stringify(input));
      if (status !== 200) throw new Error(`SQS ${operation} in ${region}: ${body}`);
      return JSON.parse(body || '{}') as Record<string, unknown>;
    },
    async counts() {
      const { body } = await app.inject({ method: 'GET', url: '/_fauxqs/queues' });
      type Row = { arn: string; approximateMessageCount: number };
      return new Map((JSON.parse(body) as readonly Row[]).map((row) => [row.arn, row.approximateMessageCount]));
    },
    stop: () => app.close(),
  };
}

/** The engine's URL of a queue: only region and name matter to it. */
export function engineQueueUrl(region: string, name: string): string {
  return `http://sqs.${region}.localhost/${ENGINE_ACCOUNT}/${name}`;
}

/** An ARN in the engine's account. */
export function engineArn(arn: string): string {
  return arn.replace(/^(arn:aws:[a-z]+:[a-z0-9-]+:)\d{12}:/, `$1${ENGINE_ACCOUNT}:`);
}

/** Makes the queues, dead-letter queues before those that name them. Times become those of a clock at `speed`. */
export async function createQueues(engine: MessageEngine, queues: readonly QueueDeclaration[]): Promise<void> {
  for (const queue of queues) {
    const attributes: Record<string, string> = {
      // Delays and waits are told with each call, because the engine's attributes are whole seconds.
      VisibilityTimeout: '43200',
      ...(queue.maximumBytes !== undefined && { MaximumMessageSize: String(queue.maximumBytes) }),
      ...(queue.redrive !== undefined && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: engineArn(queue.redrive.target),
          maxReceiveCount: queue.redrive.maxReceiveCount,
        }),
      }),
    };
    await engine.queue(queue.region, 'CreateQueue', { QueueName: queue.name, Attributes: attributes });
  }
}

/** Makes the topics and the subscriptions of queues. Those by e-mail are only told of. */
export async function createTopics(
  engine: MessageEngine,
  topics: readonly TopicDeclaration[],
  subscriptions: readonly SubscriptionDeclaration[],
): Promise<void> {
  const call = async (region: string, input: Readonly<Record<string, string>>): Promise<void> => {
    const body = new URLSearchParams({ Version: '2010-03-31', ...input }).toString();
    const answer = await engine.raw(region, 'sns', input.Action ?? '', body);
    if (answer.status !== 200) throw new Error(`SNS ${input.Action} in ${region}: ${answer.body}`);
  };
  for (const { region, name } of topics) await call(region, { Action: 'CreateTopic', Name: name });
  for (const { topic, protocol, endpoint, attributes, region } of subscriptions) {
    if (protocol !== 'sqs') continue;
    const named = Object.entries(attributes).flatMap(([key, value], index) => [
      [`Attributes.entry.${index + 1}.key`, key],
      [`Attributes.entry.${index + 1}.value`, value],
    ]);
    const at = topic.split(':')[3] ?? region;
    const input = { Action: 'Subscribe', TopicArn: engineArn(topic), Protocol: 'sqs', Endpoint: engineArn(endpoint) };
    await call(at, { ...input, ...Object.fromEntries(named) });
  }
}
