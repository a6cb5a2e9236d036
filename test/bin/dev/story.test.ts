import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, test } from 'vitest';
import { createStory, type Story } from '../../../bin/dev/story.ts';
import { dynamoAggregates } from '../../../lib/adapters/dynamodb/aggregates.ts';
import { dynamoDeliveries } from '../../../lib/adapters/dynamodb/deliveries.ts';
import { dynamoFrames } from '../../../lib/adapters/dynamodb/frames.ts';
import { advanceCheck, type CheckSignal, calmCheck } from '../../../lib/core/advance-check.ts';
import type { CheckState } from '../../../lib/core/incident.ts';
import { judge } from '../../../lib/core/judge.ts';
import { renderSwitchboard, type SwitchEntry } from '../../../lib/core/switchboard.ts';
import type { CloudEvent, Item } from '../../../lib/local/cloud-event.ts';
import { LocalCloudFault } from '../../../lib/local/fault.ts';
import { aCheck, aResult, aSeries, NOON, REGIONS } from '../../builders.ts';

const INCIDENT = 'recommendations-20261122T120000000';
const at = '2026-11-22T12:00:00.000Z';
const invocation = { function: 'killdeer-shop-tick', region: 'eu-west-1', requestId: 'r-1' };

/** The item that an adapter writes, so that the story is held against the table's real form. */
async function written(write: (client: DynamoDBClient) => Promise<unknown>): Promise<Item> {
  const mock = mockClient(DynamoDBClient);
  mock.on(PutItemCommand).resolves({});
  await write(new DynamoDBClient({ region: 'eu-west-1' }));
  const input = mock.commandCalls(PutItemCommand)[0]?.args[0].input;
  mock.restore();
  if (input?.Item === undefined) throw new Error('nothing was put');
  return input.Item as unknown as Item;
}

const save = (state: CheckState): Promise<Item> =>
  written((client) =>
    dynamoAggregates(client, 'control', { now: () => NOON }).save({
      key: `CHECK#${state.check}`,
      state,
      version: 0,
      wake: true,
      open: true,
    }),
  );

/** What the story tells of a table's item that was `before` and is `after`. */
function change(after: Item | undefined, before?: Item): CloudEvent {
  const base = { at: NOON, type: 'table-write' as const, region: 'eu-west-1', table: 'any', keys: {} };
  return { ...base, ...(before && { before }), ...(after && { after }) };
}

type Switches = Readonly<Record<string, SwitchEntry>>;

/** A switchboard is written that was `was` before. */
function board(switches: Switches, epoch: number, was?: Switches, region = 'eu-west-1'): CloudEvent {
  const value = renderSwitchboard({ epoch, at, switches });
  const before = was && renderSwitchboard({ epoch: epoch - 1, at, switches: was });
  const base = { at: NOON, type: 'parameter', region, name: '/killdeer/shop/switchboard/shop', value, version: 1 };
  return { ...base, ...(before !== undefined && { before }) } as CloudEvent;
}

const tell = (event: CloudEvent, story: Story = createStory()) => story.tell(event);

describe('a frame', () => {
  const frame = {
    key: 'FRAME#10s-0',
    region: 'us-east-1',
    slot: NOON,
    run: 'scheduled' as const,
    startedAt: NOON,
    endedAt: NOON + 20,
    results: [aResult('recommendations', 'fail'), aResult('storefront', 'pass')],
  };

  test('tells each result with its region, run, slot and reason', async () => {
    const item = await written((client) => dynamoFrames(client, 'results').put(frame));
    const base = { at, type: 'result', region: 'us-east-1', run: 'scheduled', slot: at, total: 12.5, attempts: 1 };
    expect(tell(change(item))).toEqual([
      {
        ...base,
        check: 'recommendations',
        outcome: 'fail',
        status: 500,
        phases: {},
        failure: { kind: 'status', message: 'status 500', expected: '2xx', actual: '500' },
      },
      { ...base, check: 'storefront', outcome: 'pass', status: 200, phases: {} },
    ]);
  });

  test('of a burst says so', async () => {
    const burst = { ...frame, key: 'BURST#recommendations', run: 'burst' as const, burst: { n: 1, by: 'eu-west-1' } };
    const item = await written((client) => dynamoFrames(client, 'results').put(burst));
    expect(tell(change(item))).toMatchObject([{ run: 'burst', region: 'us-east-1' }, { run: 'burst' }]);
  });

  test('that was there already, or is taken away, tells nothing', async () => {
    const item = await written((client) => dynamoFrames(client, 'results').put(frame));
    expect(tell(change(item, item))).toEqual([]);
    expect(tell(change(undefined, item))).toEqual([]);
  });
});

describe('a check', () => {
  const policy = { monitor: 'shop', check: 'recommendations', cadenceMs: 10_000, channels: ['sns'] };
  const saw = (word: string, end: number): CheckSignal => {
    const series = new Map(REGIONS.map((region) => [region, aSeries(word, end)]));
    return { type: 'verdict', verdict: judge(aCheck(), series, end) };
  };
  const up = advanceCheck(calmCheck('recommendations'), saw('ppp', NOON - 20_000), policy);
  const down = advanceCheck(up, saw('pff', NOON), policy);
  const well = advanceCheck(down, saw('ffpp', NOON + 20_000), policy);

  test('that goes down tells the verdict, then each event of the incident at its own time', async () => {
    const told = tell(change(await save(down), await save(up)));
    expect(told).toMatchObject([
      { at, type: 'verdict', check: 'recommendations', verdict: 'down', before: 'up' },
      { at: '2026-11-22T11:59:50.000Z', type: 'incident', incident: INCIDENT, event: 'first-failure', state: 'open' },
      { at, type: 'incident', incident: INCIDENT, event: 'opened', state: 'open' },
    ]);
  });

  test('tells an event once, however often it is written', async () => {
    const item = await save(down);
    expect(tell(change(item, item))).toEqual([]);
    const settled = { ...down, owed: [] };
    expect(tell(change(await save(settled), item))).toEqual([]);
  });

  test('that is well again tells the end, though the incident has left the aggregate for the archive', async () => {
    expect(well.incident).toBeUndefined();
    const told = tell(change(await save(well), await save(down)));
    expect(told).toMatchObject([
      { type: 'verdict', verdict: 'up', before: 'down' },
      { at: '2026-11-22T12:00:20.000Z', type: 'incident', incident: INCIDENT, event: 'resolved', state: 'resolved' },
    ]);
  });

  test('that has no state yet was up: it gets one with its first trouble', async () => {
    const down = { ...up, verdict: 'suspected' as const };
    expect(tell(change(await save(down)))).toMatchObject([{ type: 'verdict', verdict: 'suspected', before: 'up' }]);
    expect(tell(change(await save(calmCheck('recommendations'))))).toEqual([]);
  });
});

describe('a webhook', () => {
  const id = `${INCIDENT}/trigger/ops`;
  const policy = { monitor: 'shop', check: 'recommendations', cadenceMs: 10_000, channels: ['ops'] };
  const series = new Map(REGIONS.map((region) => [region, aSeries('pff', NOON)]));
  const owing = advanceCheck(
    calmCheck('recommendations'),
    { type: 'verdict', verdict: judge(aCheck(), series, NOON) },
    policy,
  );
  const record = (outcome: 'done' | 'dead') =>
    written((client) =>
      dynamoDeliveries(client, 'control').record({
        ...{ id, lane: 'ops', type: 'notice', incident: INCIDENT, outcome, detail: 'webhook ops' },
        ...{ attempts: 1, owedAt: NOON, at: NOON },
      }),
    );

  test('that took a notice is told as the notice that it took', async () => {
    const story = createStory();
    tell(change(await save(owing)), story);
    const [notice, delivery] = tell(change(await record('done')), story);
    expect(notice).toMatchObject({ type: 'notice', channel: 'ops', id, kind: 'trigger', check: 'recommendations' });
    expect(notice).toHaveProperty('subject', expect.stringContaining('recommendations is down'));
    expect(delivery).toMatchObject({ type: 'delivery', id, outcome: 'done' });
  });

  test('that never took it is told without a notice', async () => {
    const story = createStory();
    tell(change(await save(owing)), story);
    expect(tell(change(await record('dead')), story)).toMatchObject([{ type: 'delivery', id, outcome: 'dead' }]);
  });

  test('that fails is told with each attempt and its reason', async () => {
    const [owed, ...others] = owing.owed;
    if (owed === undefined) throw new Error('nothing is owed');
    const failed = { ...owing, owed: [{ ...owed, attempts: 1, error: 'webhook ops answered 503' }, ...others] };
    expect(tell(change(await save(failed), await save(owing)))).toEqual([
      { at, type: 'delivery', id, effect: 'notice', outcome: 'retry', detail: 'webhook ops answered 503' },
    ]);
    expect(tell(change(await save(failed), await save(failed)))).toEqual([]);
  });
});

test('a delivery tells what became of the effect', async () => {
  const id = `${INCIDENT}/trigger/sns`;
  const delivery = { id, lane: 'sns', type: 'notice', incident: INCIDENT, outcome: 'done', detail: 'sent' } as const;
  const item = await written((client) =>
    dynamoDeliveries(client, 'control').record({ ...delivery, attempts: 1, owedAt: NOON, at: NOON }),
  );
  expect(tell(change(item))).toEqual([{ at, type: 'delivery', id, effect: 'notice', outcome: 'done', detail: 'sent' }]);
});

test('a published notice is told with the effect id by which it is known', () => {
  const attributes = {
    id: `${INCIDENT}/trigger/sns`,
    kind: 'trigger',
    severity: 'critical',
    check: 'recommendations',
    incident: INCIDENT,
  };
  const message = { messageId: 'm-1', subject: '[CRITICAL] shop', text: 'It is down.', attributes, emails: [] };
  const event: CloudEvent = { at: NOON, type: 'publish', region: 'eu-west-1', topic: 'critical', ...message };
  expect(tell(event)).toEqual([
    { at, type: 'notice', channel: 'sns', ...attributes, subject: '[CRITICAL] shop', text: 'It is down.' },
  ]);
});

describe('a switchboard', () => {
  const off = { allow: 0, reason: 'down' } as const;

  test('tells the switches that moved, and 100 when one is in it no more', () => {
    const move = { at, type: 'switch', service: 'shop', region: 'eu-west-1' };
    expect(tell(board({}, 1))).toEqual([]);
    expect(tell(board({ recommendations: off }, 2, {}))).toEqual([
      { ...move, switch: 'recommendations', allow: 0, epoch: 2 },
    ]);
    expect(tell(board({ recommendations: off, reviews: off }, 3, { recommendations: off }))).toEqual([
      { ...move, switch: 'reviews', allow: 0, epoch: 3 },
    ]);
    expect(tell(board({ reviews: off }, 4, { recommendations: off, reviews: off }))).toEqual([
      { ...move, switch: 'recommendations', allow: 100, epoch: 4 },
    ]);
  });

  test('that cannot be read tells nothing', () => {
    expect(tell({ ...board({}, 1), value: 'off' } as CloudEvent)).toEqual([]);
  });
});

test('a kill names the function and how far its run had come', () => {
  expect(tell({ at: NOON, type: 'invocation-kill', ...invocation, ms: 42 })).toEqual([
    { at, type: 'kill', function: 'killdeer-shop-tick', ms: 42 },
  ]);
});

test('what went wrong is told: a failed run, a dead letter, a fault of the local cloud', () => {
  const error = (what: string, text: string) => [{ at, type: 'error', what, error: text }];
  const failed = { at: NOON, type: 'invocation-error', ...invocation, ms: 1, error: 'boom' } as const;
  expect(tell(failed)).toEqual(error('killdeer-shop-tick', 'boom'));
  const letter = { region: 'eu-west-1', queue: 'killdeer-shop-home-dead', messageId: 'm-1', body: 'x'.repeat(400) };
  expect(tell({ at: NOON, type: 'dead-letter', ...letter })).toEqual(
    error('killdeer-shop-home-dead', `dead letter: ${'x'.repeat(300)}`),
  );
  const fault = new LocalCloudFault('action', 'home/Tick', 's3:PutObject is not known here');
  expect(tell({ at: NOON, type: 'fault', fault })).toEqual(
    error('local cloud', 'local cloud: home/Tick: s3:PutObject is not known here'),
  );
});

test('runs that go well, and what handlers log, are no part of the story', () => {
  expect(tell({ at: NOON, type: 'invocation-start', ...invocation, container: 'c-1', records: 1 })).toEqual([]);
  expect(tell({ at: NOON, type: 'invocation-end', ...invocation, ms: 3 })).toEqual([]);
  expect(tell({ at: NOON, type: 'log', ...invocation, level: 'INFO', text: 'hello' })).toEqual([]);
});
