import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AwsRefusal } from '../../lib/adapters/aws/aws-call.ts';
import { type AwsCaller, awsCaller, NoIdentity } from '../../lib/adapters/aws/aws-caller.ts';
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
    expect(await sqsQueues(awsCaller(), ACCOUNT).read(asked('orders'), signal)).toEqual(reading);
    expect(await sqsQueues(awsCaller()).read(asked('orders'), signal)).toEqual(reading);
  });

  test('have the dead letters that are named, none, or no queue for them', async () => {
    const queues = sqsQueues(awsCaller(), ACCOUNT);
    const deadLetters = { region: 'eu-west-1', name: 'orders' };
    expect(await queues.read(asked('dead', { deadLetters }), signal)).toMatchObject({ depth: 1, dead: 2 });
    expect(await queues.read(asked('dead'), signal)).toMatchObject({ dead: 0 });
    const none = asked('dead', { deadLetters: false, asks: { dead: false, age: false } });
    expect(await queues.read(none, signal)).not.toHaveProperty('dead');
  });

  test('that are not there say so, the dead letters too', async () => {
    const queues = sqsQueues(awsCaller(), ACCOUNT);
    const message = 'there is no queue nowhere in eu-west-1';
    await expect(queues.read(asked('nowhere'), signal)).rejects.toMatchObject({ trouble: 'missing', message });
    await expect(sqsQueues(awsCaller()).read(asked('nowhere'), signal)).rejects.toMatchObject({ trouble: 'missing' });
    const deadLetters = { region: 'eu-west-1', name: 'nowhere' };
    await expect(queues.read(asked('orders', { deadLetters }), signal)).rejects.toMatchObject({ trouble: 'missing' });
  });
});

describe('what AWS says', () => {
  type Call = Parameters<AwsCaller>[0];
  type Answer = Readonly<Record<string, unknown>> | Error;

  /** Queues of an AWS that answers an operation with the next of these, the last one again and again. */
  const aws = (answers: Readonly<Record<string, Answer | readonly Answer[]>>) => {
    const calls: Call[] = [];
    const call: AwsCaller = async (made) => {
      const operation = made.target.split('.')[1] ?? '';
      const before = calls.filter(({ target }) => target === made.target).length;
      calls.push(made);
      const given = [answers[operation] ?? new Error(`nobody expects ${operation}`)].flat() as readonly Answer[];
      const answer = given[Math.min(before, given.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const made = (operation: string) => calls.filter(({ target }) => target.endsWith(`.${operation}`));
    return { queues: sqsQueues(call, ACCOUNT), made };
  };
  const attributes = (Attributes: Record<string, string>) => ({ GetQueueAttributes: { Attributes } });
  const refusal = (name: string, status: number) => new AwsRefusal(name, status, 'the words of AWS');
  const withAge = asked('orders', { deadLetters: false, asks: { dead: false, age: true } });

  test('is the newest age of the last minutes', async () => {
    const { queues, made } = aws({
      ...attributes({ ApproximateNumberOfMessages: '5' }),
      GetMetricData: { MetricDataResults: [{ Id: 'age', Values: [42, 12] }] },
    });
    expect(await queues.read(withAge, signal)).toEqual({ depth: 5, inFlight: 0, delayed: 0, age: 42 });
    const [call] = made('GetMetricData');
    expect(call).toMatchObject({ service: 'monitoring', region: 'eu-west-1' });
    expect(call?.input).toMatchObject({ ScanBy: 'TimestampDescending' });
    expect(call?.input.MetricDataQueries).toHaveLength(1);
  });

  test('is an age of 0 for an empty queue, without asking, and none where CloudWatch has none', async () => {
    const empty = aws(attributes({ ApproximateNumberOfMessages: '0' }));
    expect(await empty.queues.read(withAge, signal)).toMatchObject({ age: 0 });
    expect(empty.made('GetMetricData')).toHaveLength(0);
    const none = { MetricDataResults: [{ Id: 'age', Values: [] }] };
    const { queues } = aws({ ...attributes({ ApproximateNumberOfMessages: '1' }), GetMetricData: none });
    expect(await queues.read(withAge, signal)).not.toHaveProperty('age');
  });

  test.each([
    [refusal('AccessDenied', 403), 'denied', /the probe's role must allow sqs:GetQueueAttributes/],
    [refusal('QueueDoesNotExist', 400), 'missing', /there is no queue orders in eu-west-1/],
    [refusal('ThrottlingException', 400), 'busy', /limits how often/],
    [refusal('InternalFailure', 500), 'away', /the words of AWS \(500\)/],
    [refusal('InvalidAddress', 400), 'denied', /the words of AWS \(400\)/],
    [new DOMException('too late', 'TimeoutError'), 'away', /cannot be read/],
    [Object.assign(new Error('the words of Node'), { code: 'ECONNREFUSED' }), 'away', /cannot be read/],
    [new NoIdentity('none'), 'denied', /there are no AWS credentials/],
  ])('is told apart: %s', async (thrown, trouble, message) => {
    const { queues } = aws({ GetQueueAttributes: thrown });
    const failure = { trouble, message: expect.stringMatching(message) };
    await expect(queues.read(asked('orders'), signal)).rejects.toMatchObject(failure);
  });

  test('of a dead-letter queue that the check does not name and may not be read is how to name it', async () => {
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:123456789012:dead';
    const policy = { Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) } };
    const { queues } = aws({ GetQueueAttributes: [policy, refusal('AccessDenied', 403)] });
    await expect(queues.read(asked('orders'), signal)).rejects.toMatchObject({
      trouble: 'denied',
      message: expect.stringContaining(`name it, deadLetters: '${deadLetterTargetArn}'`),
    });
  });

  test('of CloudWatch is never news of the queue', async () => {
    const waiting = attributes({ ApproximateNumberOfMessages: '5' });
    const away = aws({ ...waiting, GetMetricData: refusal('InternalFailure', 500) });
    await expect(away.queues.read(withAge, signal)).rejects.toMatchObject({ trouble: 'busy' });
    const denied = aws({ ...waiting, GetMetricData: refusal('AccessDenied', 403) });
    await expect(denied.queues.read(withAge, signal)).rejects.toMatchObject({
      message: expect.stringContaining('must allow cloudwatch:GetMetricData'),
    });
  });

  test('is not asked for a name where the account is known', async () => {
    const { queues, made } = aws(attributes({}));
    await queues.read(asked('orders'), signal);
    expect(made('GetQueueUrl')).toHaveLength(0);
  });
});
