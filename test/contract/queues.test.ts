import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsCaller } from '../../lib/adapters/aws/aws-caller.ts';
import { sqsClients } from '../../lib/adapters/aws-clients.ts';
import { memoryHomeQueue } from '../../lib/adapters/memory/home-queue.ts';
import { memoryRegionQueues } from '../../lib/adapters/memory/region-queues.ts';
import { sqsHomeQueue } from '../../lib/adapters/sqs/home-queue.ts';
import { sqsRegionQueues } from '../../lib/adapters/sqs/region-queues.ts';
import type { HomeQueue, RegionQueues } from '../../lib/app/ports.ts';
import type { HomeMessage, RegionMessage } from '../../lib/core/message.ts';
import { naming } from '../../lib/core/naming.ts';
import { credentials } from './emulators.ts';

type Received<Message> = readonly Message[];

function regionQueuesContract(
  name: string,
  make: () => Promise<{ queues: RegionQueues; received(region: string): Promise<Received<RegionMessage>> }>,
): void {
  describe(`region queues in ${name}`, () => {
    let queues: RegionQueues;
    let received: (region: string) => Promise<Received<RegionMessage>>;
    beforeEach(async () => {
      ({ queues, received } = await make());
    });

    test('take any number of messages, each in its own region', async () => {
      const slots = Array.from({ length: 23 }, (_, i) => ({ type: 'probe', shard: 'a', slot: i }) as const);
      const plan = { type: 'plan', at: '2026-09-21T14:13:00Z' } as const;
      await queues.send(
        'eu-west-1',
        slots.map((message) => ({ message, delaySeconds: 0 })),
      );
      await queues.send('us-east-1', [{ message: plan, delaySeconds: 0 }]);
      await queues.send('us-east-1', []);
      const came = await received('eu-west-1');
      expect(came).toHaveLength(slots.length);
      expect(came).toEqual(expect.arrayContaining(slots));
      expect(await received('us-east-1')).toEqual([plan]);
    });

    test('take messages that are too big for one batch together', async () => {
      const spool = { type: 'spool', since: 1, frame: 'x'.repeat(100_000) } as const;
      await queues.send(
        'eu-west-1',
        [1, 2, 3, 4].map(() => ({ message: spool, delaySeconds: 0 })),
      );
      expect(await received('eu-west-1')).toHaveLength(4);
    });

    test.each([901, -1])('refuse a delay of %s seconds', async (delaySeconds) => {
      const message = { type: 'probe', shard: 'a', slot: 1 } as const;
      await expect(queues.send('eu-west-1', [{ message, delaySeconds }])).rejects.toThrow();
    });
  });
}

function homeQueueContract(
  name: string,
  make: () => Promise<{ queue: HomeQueue; received(): Promise<Received<HomeMessage>> }>,
): void {
  describe(`the home queue in ${name}`, () => {
    test('takes messages as they are', async () => {
      const { queue, received } = await make();
      await queue.send({ type: 'wake', key: 'CHECK#home' }, 0);
      expect(await received()).toEqual([{ type: 'wake', key: 'CHECK#home' }]);
    });

    test('refuses a delay of more than 15 minutes', async () => {
      const { queue } = await make();
      await expect(queue.send({ type: 'wake', key: 'CHECK#home' }, 901)).rejects.toThrow();
    });
  });
}

regionQueuesContract('memory', async () => {
  const queues = memoryRegionQueues();
  const received = async (region: string) => queues.sent.filter((one) => one.region === region).map((s) => s.message);
  return { queues, received };
});

homeQueueContract('memory', async () => {
  const queue = memoryHomeQueue();
  return { queue, received: async () => queue.sent.map(({ message }) => message) };
});

const ACCOUNT = '000000000000';
let emulator: Awaited<ReturnType<typeof startFauxqs>>;
let clients: ReturnType<typeof sqsClients>;
let queuesMade = 0;

beforeAll(async () => {
  emulator = await startFauxqs({ port: 0, logger: false });
  vi.stubEnv('AWS_ENDPOINT_URL', emulator.address);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  clients = sqsClients();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.stop();
});

async function receiveAll<Message>(region: string, url: string): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 });
    const { Messages: page = [] } = await clients(region).send(command);
    if (page.length === 0) return messages;
    messages.push(...page.map(({ Body = '' }) => JSON.parse(Body) as Message));
  }
}

async function newQueue(): Promise<(region: string) => string> {
  queuesMade += 1;
  const name = naming.probeQueue(`m${queuesMade}`);
  for (const region of ['eu-west-1', 'us-east-1']) {
    await clients(region).send(new CreateQueueCommand({ QueueName: name }));
  }
  return (region) => naming.queueUrl(ACCOUNT, region, name);
}

regionQueuesContract('SQS', async () => {
  const url = await newQueue();
  const received = (region: string) => receiveAll<RegionMessage>(region, url(region));
  return { queues: sqsRegionQueues(awsCaller(), (region) => ({ region, url: url(region) })), received };
});

homeQueueContract('SQS', async () => {
  const url = (await newQueue())('eu-west-1');
  const received = () => receiveAll<HomeMessage>('eu-west-1', url);
  return { queue: sqsHomeQueue(clients('eu-west-1'), url), received };
});

describe('queues in SQS', () => {
  test('give a delayed message not before its delay', async () => {
    const url = await newQueue();
    const message = { type: 'probe', shard: 'a', slot: 1 } as const;
    await sqsRegionQueues(awsCaller(), (region) => ({ region, url: url(region) })).send('eu-west-1', [
      { message, delaySeconds: 1 },
    ]);
    expect(await receiveAll('eu-west-1', url('eu-west-1'))).toEqual([]);
    await expect.poll(() => receiveAll('eu-west-1', url('eu-west-1')), { timeout: 5_000 }).toEqual([message]);
  });

  test('throw with the queue’s address when it is not there', async () => {
    const url = (region: string) => naming.queueUrl(ACCOUNT, region, 'no-such-queue');
    const message = { type: 'probe', shard: 'a', slot: 1 } as const;
    const sending = sqsRegionQueues(awsCaller(), (region) => ({ region, url: url(region) })).send('eu-west-1', [
      { message, delaySeconds: 0 },
    ]);
    await expect(sending).rejects.toThrow('does not exist');
  });

  test('throw how many messages were not taken, and why, when a batch fails in part', async () => {
    const failed = { Id: '1', Code: 'InternalError', Message: 'try again', SenderFault: false };
    const call = async () => ({ Successful: [], Failed: [failed] });
    const message = { type: 'probe', shard: 'a', slot: 1 } as const;
    const messages = Array.from({ length: 12 }, () => ({ message, delaySeconds: 0 }));
    const sending = sqsRegionQueues(call, (region) => ({ region, url: 'https://queue' })).send('eu-west-1', messages);
    await expect(sending).rejects.toThrow('2 of 12 messages not taken by https://queue: InternalError: try again');
  });
});
