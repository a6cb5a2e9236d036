import { createServer, type Server } from 'node:http';
import { SNSClient } from '@aws-sdk/client-sns';
import { startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { memoryTopics } from '../../lib/adapters/memory/topics.ts';
import { memoryWebhooks } from '../../lib/adapters/memory/webhooks.ts';
import { snsTopics } from '../../lib/adapters/sns/topics.ts';
import { httpWebhooks } from '../../lib/adapters/webhook/webhooks.ts';
import type { NoticeTopics, Webhooks } from '../../lib/app/ports.ts';
import { naming } from '../../lib/core/naming.ts';
import type { Notice } from '../../lib/core/notice.ts';
import { noticeSubject, noticeText } from '../../lib/core/notice-text.ts';
import { credentials, listen } from './emulators.ts';

const NOTICE: Notice = {
  monitor: 'shop',
  incident: 'home-20260921T141320',
  check: 'home',
  kind: 'trigger',
  severity: 'critical',
  at: 1_790_000_000_000,
  since: 1_789_999_990_000,
  what: 'home is down',
  regions: ['eu-west-1'],
  evidence: ['eu-west-1: 2 of 2 failed'],
  contained: 'nothing: the check has no containment',
};

type Sent = { readonly incident: string; readonly severity: string; readonly id: string };

function topicsContract(name: string, make: () => Promise<{ topics: NoticeTopics; sent(): Promise<readonly Sent[]> }>) {
  describe(`notice topics in ${name}`, () => {
    test('take a notice for the topic of its severity, with the id of its effect', async () => {
      const { topics, sent } = await make();
      await topics.publish(NOTICE, 'i1/opened/sns');
      await topics.publish({ ...NOTICE, severity: 'warning', kind: 'resolve' }, 'i1/resolved/sns');
      const { incident } = NOTICE;
      expect(await sent()).toEqual([
        { incident, severity: 'critical', id: 'i1/opened/sns' },
        { incident, severity: 'warning', id: 'i1/resolved/sns' },
      ]);
    });
  });
}

topicsContract('memory', async () => {
  const topics = memoryTopics();
  const sent = async () =>
    topics.published.map(({ notice: { incident, severity }, id }) => ({ incident, severity, id }));
  return { topics, sent };
});

let emulator: Awaited<ReturnType<typeof startFauxqs>>;
const arn = (severity: 'critical' | 'warning') =>
  naming.topicArn('000000000000', 'eu-west-1', naming.noticeTopic('shop', severity));

type Envelope = {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
};

/** What a subscriber of a topic was sent. */
function envelopes(severity: string): readonly Envelope[] {
  const ready = emulator.inspectQueue(severity)?.messages.ready ?? [];
  return ready.map(({ body }) => JSON.parse(body) as Envelope);
}

function snsForTest(): NoticeTopics {
  return snsTopics(new SNSClient({ region: 'eu-west-1', endpoint: emulator.address, credentials }), arn);
}

beforeAll(async () => {
  emulator = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
  for (const severity of ['critical', 'warning'] as const) {
    emulator.createTopic(naming.noticeTopic('shop', severity));
    emulator.createQueue(severity);
    emulator.subscribe({ topic: naming.noticeTopic('shop', severity), queue: severity });
  }
});
afterEach(() => emulator.reset());
afterAll(() => emulator.stop());

topicsContract('SNS', async () => ({
  topics: snsForTest(),
  sent: async () =>
    ['critical', 'warning'].flatMap((severity) =>
      envelopes(severity).map(({ MessageAttributes: { incident, id } }) => {
        return { incident: incident?.Value ?? '', severity, id: id?.Value ?? '' };
      }),
    ),
}));

describe('notice topics in SNS', () => {
  test('send subject, text, and attributes that a subscriber can filter by', async () => {
    await snsForTest().publish(NOTICE, 'i1/opened/sns');
    const [envelope] = envelopes('critical');
    expect(envelope).toMatchObject({ Subject: noticeSubject(NOTICE), Message: noticeText(NOTICE) });
    const attributes = Object.entries(envelope?.MessageAttributes ?? {}).map(([name, { Value }]) => [name, Value]);
    expect(Object.fromEntries(attributes)).toEqual({
      id: 'i1/opened/sns',
      incident: NOTICE.incident,
      check: 'home',
      kind: 'trigger',
      severity: 'critical',
      monitor: 'shop',
    });
  });

  test('throw when the topic is not there', async () => {
    const client = new SNSClient({ region: 'eu-west-1', endpoint: emulator.address, credentials });
    const topics = snsTopics(client, () => naming.topicArn('000000000000', 'eu-west-1', 'no-such-topic'));
    await expect(topics.publish(NOTICE, 'id')).rejects.toThrow('does not exist');
  });
});

type Posted = { readonly notice: Notice; readonly id: string };

function webhooksContract(name: string, make: () => Promise<{ webhooks: Webhooks; url: string; sent(): Posted[] }>) {
  describe(`webhooks in ${name}`, () => {
    test('are called with the notice and the id of its effect', async () => {
      const { webhooks, url, sent } = await make();
      await webhooks.call({ kind: 'webhook', id: 'ops', url }, NOTICE, 'i1/opened/webhook:ops');
      expect(sent()).toEqual([{ notice: NOTICE, id: 'i1/opened/webhook:ops' }]);
    });
  });
}

webhooksContract('memory', async () => {
  const webhooks = memoryWebhooks();
  return { webhooks, url: 'http://ops.example', sent: () => webhooks.called.map(({ notice, id }) => ({ notice, id })) };
});

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

type Call = { readonly path: string; readonly headers: Record<string, unknown>; readonly body: string };

/** A receiver that answers with `status`, or never. */
async function receiver(status: number | 'never'): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      calls.push({ path: request.url ?? '', headers: request.headers, body });
      if (status !== 'never') response.writeHead(status, { location: '/elsewhere' }).end('thanks');
    });
  });
  servers.push(server);
  return { url: `http://127.0.0.1:${await listen(server)}/hook?token=s3cret`, calls };
}

webhooksContract('HTTP', async () => {
  const { url, calls } = await receiver(200);
  const sent = () =>
    calls.map(({ body, headers }) => ({ ...JSON.parse(body), id: String(headers['idempotency-key']) }));
  return { webhooks: httpWebhooks(), url, sent: () => sent().map(({ notice, id }) => ({ notice, id })) };
});

describe('webhooks in HTTP', () => {
  const call = (url: string, timeoutMs?: number) =>
    httpWebhooks(timeoutMs).call(
      { kind: 'webhook', id: 'ops', url, headers: { authorization: 'Bearer x' } },
      NOTICE,
      'e1',
    );

  test('post JSON with the text, the channel’s headers and the idempotency key', async () => {
    const { url, calls } = await receiver(204);
    await call(url);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'e1',
      authorization: 'Bearer x',
    });
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ id: 'e1', text: noticeText(NOTICE), notice: NOTICE });
  });

  test.each([302, 404, 429, 500])('throw on an answer of %s, and follow nothing', async (status) => {
    const { url, calls } = await receiver(status);
    await expect(call(url)).rejects.toThrow(`webhook ops answered ${status}, not 2xx`);
    expect(calls.map(({ path }) => path)).toEqual(['/hook?token=s3cret']);
  });

  test('throw when the receiver is silent', async () => {
    const { url } = await receiver('never');
    await expect(call(url, 150)).rejects.toThrow('webhook ops was not reached: no answer within 150 ms');
  });

  test('name the channel and never its URL when nobody listens', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const failure = await call(`http://127.0.0.1:${port}/hook?token=s3cret`).catch((error: Error) => error.message);
    expect(failure).toMatch(/^webhook ops was not reached: .*ECONNREFUSED/);
    expect(failure).not.toContain('s3cret');
  });
});
