import { deadLetters, type QueueOptions, queue, queueAge, queueDepth } from 'killdeer';
import { describe, expect, it } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Queues } from '../../../../lib/app/ports.ts';
import type { CommonCheck } from '../../../../lib/core/common-check.ts';
import { compileQueue, type QueueCheck } from '../../../../lib/core/kinds/queue.ts';
import {
  type QueueAsked,
  type QueueReading,
  type QueueTrouble,
  UnreadableQueue,
} from '../../../../lib/core/queue-ref.ts';
import { commonOf, local } from '../servers.ts';

const ARN = 'arn:aws:sqs:eu-west-1:123456789012:orders';

function checkOf(options: Partial<QueueOptions> = {}, overrides: Partial<CommonCheck> = {}): QueueCheck {
  return { ...commonOf(), ...compileQueue(queue('orders', { queue: ARN, ...options })), ...overrides };
}

/** Queues that hold this, and what was asked of them. */
function holding(reading: Partial<QueueReading>) {
  const asked: QueueAsked[] = [];
  const queues: Queues = {
    async read(one) {
      asked.push(one);
      return { depth: 0, inFlight: 0, delayed: 0, ...reading };
    },
  };
  return { asked, prober: socketProber({ queues }) };
}

describe('what is expected of a queue', () => {
  it('is that there are no dead letters, where nothing is said of them', async () => {
    const good = holding({ depth: 3, dead: 0 });
    expect(await good.prober.probe(checkOf(), local)).toMatchObject({ outcome: 'pass' });
    const bad = holding({ dead: 2 });
    expect(await bad.prober.probe(checkOf(), local)).toMatchObject({
      outcome: 'fail',
      failure: { kind: 'assertion', message: 'queue.dead is 2, expected 0' },
    });
    expect(await bad.prober.probe(checkOf({ expect: [deadLetters().atMost(5)] }), local)).toMatchObject({
      outcome: 'pass',
    });
  });

  it('asks for the age and for dead letters only where that is wanted', async () => {
    const { asked, prober } = holding({ depth: 7, dead: 0, age: 30 });
    const expectations = [queueDepth().atMost(10), queueAge().atMost(60)];
    expect(await prober.probe(checkOf({ expect: expectations }), local)).toMatchObject({ outcome: 'pass' });
    await prober.probe(checkOf({ deadLetters: false }), local);
    expect(asked.map(({ asks }) => asks)).toEqual([
      { dead: true, age: true },
      { dead: false, age: false },
    ]);
  });

  it('names queues by ARN, URL or name, dead letters beside their queue', async () => {
    const { asked, prober } = holding({ dead: 0 });
    const forms: readonly Partial<QueueOptions>[] = [
      { deadLetters: 'orders-dead' },
      { queue: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders.fifo', deadLetters: ARN },
      { queue: 'orders', region: 'sa-east-1' },
    ];
    for (const form of forms) await prober.probe(checkOf(form), local);
    const orders = { region: 'eu-west-1', account: '123456789012', name: 'orders' };
    expect(asked.map((one) => ({ queue: one.queue, deadLetters: one.deadLetters }))).toEqual([
      { queue: orders, deadLetters: { ...orders, name: 'orders-dead' } },
      { queue: { ...orders, region: 'us-east-1', name: 'orders.fifo' }, deadLetters: orders },
      { queue: { region: 'sa-east-1', name: 'orders' }, deadLetters: undefined },
    ]);
    expect(checkOf().target).toBe('queue orders in eu-west-1');
  });
});

describe('a queue that cannot be read', () => {
  const rows: readonly (readonly [QueueTrouble, object])[] = [
    ['missing', { outcome: 'fail', failure: { kind: 'connect', message: 'why' } }],
    ['away', { outcome: 'fail', failure: { kind: 'connect', message: 'why' } }],
    ['denied', { outcome: 'unknown', failure: { kind: 'probe', message: 'why' } }],
    ['busy', { outcome: 'unknown', failure: { kind: 'probe', message: 'why' } }],
  ];
  for (const [trouble, result] of rows) {
    it(trouble, async () => {
      const queues: Queues = { read: () => Promise.reject(new UnreadableQueue(trouble, 'why')) };
      expect(await socketProber({ queues }).probe(checkOf(), local)).toMatchObject(result);
    });
  }

  it('silent: timeout, with the stage', async () => {
    const queues: Queues = {
      read: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    };
    const result = await socketProber({ queues }).probe(checkOf({}, { timeoutMs: 50 }), local);
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' } });
    expect(result.failure?.message).toContain('waiting for an answer');
  });

  it('is unknown where the prober was given none, or has a bug', async () => {
    expect(await socketProber().probe(checkOf(), local)).toMatchObject({ outcome: 'unknown' });
    const queues: Queues = { read: () => Promise.reject(new TypeError('oops')) };
    expect(await socketProber({ queues }).probe(checkOf(), local)).toMatchObject({ outcome: 'unknown' });
  });
});
