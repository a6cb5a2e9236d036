import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sqsClients } from '../../lib/adapters/aws-clients.ts';
import { sqsQueues } from '../../lib/adapters/sqs/queues.ts';
import type { QueueAsked } from '../../lib/core/queue-ref.ts';
import { credentials } from './emulators.ts';

const ACCOUNT = '000000000000';
const signal = new AbortController().signal;
const asked = (name: string, more: Partial<QueueAsked> = {}): QueueAsked => ({
  queue: { region: 'eu-west-1', name },
  asks: { dead: true, age: false },
  ...more,
});

describe('queues in SQS', () => {
  let emulator: Awaited<ReturnType<typeof startFauxqs>>;
  let clients: ReturnType<typeof sqsClients>;
  const send = (url: string, DelaySeconds = 0) =>
    clients('eu-west-1').send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', DelaySeconds }));
  const create = async (name: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await clients('eu-west-1').send(new CreateQueueCommand({ QueueName: name, Attributes }));
    return QueueUrl;
  };

  beforeAll(async () => {
    emulator = await startFauxqs({ port: 0, logger: false });
    vi.stubEnv('AWS_ENDPOINT_URL', emulator.address);
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    clients = sqsClients();
    await send(await create('dead'));
    const deadLetterTargetArn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:dead`;
    const url = await create('orders', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }) });
    for (let n = 0; n < 3; n += 1) await send(url);
    await send(url, 600);
    await clients('eu-west-1').send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1 }));
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator.stop();
  });

  test('are read: what waits, is in flight, is delayed; dead letters by the redrive policy', async () => {
    const reading = { depth: 2, inFlight: 1, delayed: 1, dead: 1 };
    expect(await sqsQueues(clients, ACCOUNT).read(asked('orders'), signal)).toEqual(reading);
    expect(await sqsQueues(clients).read(asked('orders'), signal)).toEqual(reading);
  });

  test('have the dead letters that are named, none, or no queue for them', async () => {
    const queues = sqsQueues(clients, ACCOUNT);
    const deadLetters = { region: 'eu-west-1', name: 'orders' };
    expect(await queues.read(asked('dead', { deadLetters }), signal)).toMatchObject({ depth: 1, dead: 2 });
    expect(await queues.read(asked('dead'), signal)).toMatchObject({ dead: 0 });
    const none = asked('dead', { deadLetters: false, asks: { dead: false, age: false } });
    expect(await queues.read(none, signal)).not.toHaveProperty('dead');
  });

  test('that are not there say so, the dead letters too', async () => {
    const queues = sqsQueues(clients, ACCOUNT);
    const message = 'there is no queue nowhere in eu-west-1';
    await expect(queues.read(asked('nowhere'), signal)).rejects.toMatchObject({ trouble: 'missing', message });
    await expect(sqsQueues(clients).read(asked('nowhere'), signal)).rejects.toMatchObject({ trouble: 'missing' });
    const deadLetters = { region: 'eu-west-1', name: 'nowhere' };
    await expect(queues.read(asked('orders', { deadLetters }), signal)).rejects.toMatchObject({ trouble: 'missing' });
  });
});

describe('what AWS says', () => {
  let sqs: AwsClientStub<SQSClient>;
  let cloudwatch: AwsClientStub<CloudWatchClient>;
  const queues = sqsQueues(sqsClients(), ACCOUNT);

  // Not sooner: it is all clients of this file that are replaced.
  beforeEach(() => {
    sqs = mockClient(SQSClient);
    cloudwatch = mockClient(CloudWatchClient);
  });

  afterEach(() => {
    sqs.restore();
    cloudwatch.restore();
  });

  const attributes = (Attributes: Record<string, string>) => sqs.on(GetQueueAttributesCommand).resolves({ Attributes });
  const error = (name: string, httpStatusCode?: number) =>
    Object.assign(new Error('the words of AWS'), { name, ...(httpStatusCode && { $metadata: { httpStatusCode } }) });
  const withAge = asked('orders', { deadLetters: false, asks: { dead: false, age: true } });

  test('is the newest age of the last minutes', async () => {
    attributes({ ApproximateNumberOfMessages: '5' });
    cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'age', Values: [42, 12] }] });
    expect(await queues.read(withAge, signal)).toEqual({ depth: 5, inFlight: 0, delayed: 0, age: 42 });
    const [call] = cloudwatch.commandCalls(GetMetricDataCommand);
    expect(call?.args[0].input).toMatchObject({ ScanBy: 'TimestampDescending' });
    expect(call?.args[0].input.MetricDataQueries).toHaveLength(1);
  });

  test('is an age of 0 for an empty queue, without asking, and none where CloudWatch has none', async () => {
    attributes({ ApproximateNumberOfMessages: '0' });
    expect(await queues.read(withAge, signal)).toMatchObject({ age: 0 });
    expect(cloudwatch.commandCalls(GetMetricDataCommand)).toHaveLength(0);
    attributes({ ApproximateNumberOfMessages: '1' });
    cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'age', Values: [] }] });
    expect(await queues.read(withAge, signal)).not.toHaveProperty('age');
  });

  test.each([
    [error('AccessDenied', 403), 'denied', /the probe's role must allow sqs:GetQueueAttributes/],
    [error('QueueDoesNotExist', 400), 'missing', /there is no queue orders in eu-west-1/],
    [error('ThrottlingException', 400), 'busy', /limits how often/],
    [error('InternalFailure', 500), 'away', /the words of AWS \(500\)/],
    [error('InvalidAddress', 400), 'denied', /the words of AWS \(400\)/],
    [error('TimeoutError'), 'away', /cannot be read/],
    [Object.assign(error('Error'), { code: 'ECONNREFUSED' }), 'away', /cannot be read/],
    [error('CredentialsProviderError'), 'denied', /there are no AWS credentials/],
  ])('is told apart: %s', async (thrown, trouble, message) => {
    sqs.on(GetQueueAttributesCommand).rejects(thrown);
    const failure = { trouble, message: expect.stringMatching(message) };
    await expect(queues.read(asked('orders'), signal)).rejects.toMatchObject(failure);
  });

  test('of a dead-letter queue that the check does not name and may not be read is how to name it', async () => {
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:123456789012:dead';
    sqs
      .on(GetQueueAttributesCommand)
      .resolvesOnce({ Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) } })
      .rejects(error('AccessDenied', 403));
    await expect(queues.read(asked('orders'), signal)).rejects.toMatchObject({
      trouble: 'denied',
      message: expect.stringContaining(`name it, deadLetters: '${deadLetterTargetArn}'`),
    });
  });

  test('of CloudWatch is never news of the queue', async () => {
    attributes({ ApproximateNumberOfMessages: '5' });
    cloudwatch.on(GetMetricDataCommand).rejects(error('InternalFailure', 500));
    await expect(queues.read(withAge, signal)).rejects.toMatchObject({ trouble: 'busy' });
    cloudwatch.on(GetMetricDataCommand).rejects(error('AccessDenied', 403));
    await expect(queues.read(withAge, signal)).rejects.toMatchObject({
      message: expect.stringContaining('must allow cloudwatch:GetMetricData'),
    });
  });

  test('is not asked for a name where the account is known', async () => {
    attributes({});
    await queues.read(asked('orders'), signal);
    expect(sqs.commandCalls(GetQueueUrlCommand)).toHaveLength(0);
  });
});
