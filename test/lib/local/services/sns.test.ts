import { expect, test } from 'vitest';
import type { SubscriptionDeclaration } from '../../../../lib/local/assembly/declarations.ts';
import type { NewCloudEvent } from '../../../../lib/local/cloud-event.ts';
import {
  createQueues,
  createTopics,
  engineQueueUrl,
  startMessageEngine,
} from '../../../../lib/local/services/messaging.ts';
import { snsService } from '../../../../lib/local/services/sns.ts';

const place = { stack: 'home', region: 'eu-west-1' };
const account = '123456789012';
const topic = { ...place, id: 'Topic', name: 'critical', arn: `arn:aws:sns:eu-west-1:${account}:critical` };
const queue = {
  ...place,
  id: 'Queue',
  name: 'page',
  arn: `arn:aws:sqs:eu-west-1:${account}:page`,
  delaySeconds: 0,
  visibilitySeconds: 30,
  waitSeconds: 0,
};
const subscribe = (protocol: 'sqs' | 'email', endpoint: string): SubscriptionDeclaration => ({
  ...place,
  id: protocol,
  topic: topic.arn,
  protocol,
  endpoint,
  attributes: protocol === 'sqs' ? { RawMessageDelivery: 'true' } : {},
});

async function publish(input: Readonly<Record<string, string>>) {
  const engine = await startMessageEngine();
  const subscriptions = [subscribe('sqs', queue.arn), subscribe('email', 'a@b.example')];
  await createQueues(engine, [queue]);
  await createTopics(engine, [topic], subscriptions);
  const events: NewCloudEvent[] = [];
  const service = snsService(engine, [topic], subscriptions, (event) => void events.push(event));
  const body = new URLSearchParams({ Action: 'Publish', TopicArn: topic.arn, Message: 'text', ...input }).toString();
  const answer = await service.handle({ region: 'eu-west-1', operation: 'Publish', body });
  const received = await engine.queue('eu-west-1', 'ReceiveMessage', { QueueUrl: engineQueueUrl('eu-west-1', 'page') });
  await engine.stop();
  return { answer, events, messages: (received.Messages ?? []) as readonly { Body: string }[] };
}

test('a publish reaches the queue that subscribed and is told with the addresses that did', async () => {
  const { answer, events, messages } = await publish({
    Subject: 'down: shop',
    'MessageAttributes.entry.1.Name': 'severity',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'critical',
  });
  expect(answer?.status).toBe(200);
  expect(messages).toMatchObject([{ Body: 'text' }]);
  expect(events).toMatchObject([
    {
      type: 'publish',
      topic: 'critical',
      subject: 'down: shop',
      text: 'text',
      attributes: { severity: 'critical' },
      emails: ['a@b.example'],
    },
  ]);
});

test.each([
  ['of 100 characters', 'x'.repeat(100)],
  ['of two lines', 'a\nb'],
  ['with a letter beyond ASCII', 'down → up'],
  ['that begins with a space', ' down'],
])('a subject %s is refused, as AWS does', async (_, Subject) => {
  const { answer, events, messages } = await publish({ Subject });
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('<Code>InvalidParameter</Code>') });
  expect([events, messages]).toEqual([[], []]);
});

test('a topic of another region is not found', async () => {
  const { answer } = await publish({ TopicArn: topic.arn.replace('eu-west-1', 'us-east-1') });
  expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('<Code>NotFound</Code>') });
});
