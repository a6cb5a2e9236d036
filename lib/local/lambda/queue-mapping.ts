import type { MappingDeclaration, QueueDeclaration } from '../assembly/declarations.ts';
import type { VirtualClock } from '../clock.ts';
import { engineQueueUrl, type MessageEngine } from '../services/messaging.ts';
import { batchOutcome } from './batch-outcome.ts';
import { passesFilters } from './filter.ts';
import type { LocalFunction } from './function.ts';

/** A message as the engine gives it. Its times are the machine's. */
type Message = {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** One ReceiveMessage takes no more. */
const MOST_RECEIVED = 10;

/** How long one look at an empty queue takes, real seconds. */
const WAIT_SECONDS = 20;

/** What a mapping needs of the cloud. */
export type QueueMappingOptions = {
  readonly engine: MessageEngine;
  readonly clock: VirtualClock;
  readonly stop: AbortSignal;
};

/**
 * Feeds a function from a queue until the cloud stops: batches side by side up to the mapping's concurrency. What failed
 * comes again when its visibility timeout is over, and goes to the dead letters after the queue's `maxReceiveCount`.
 */
export async function runQueueMapping(
  mapping: MappingDeclaration,
  queue: QueueDeclaration,
  fn: LocalFunction,
  { engine, clock, stop }: QueueMappingOptions,
): Promise<void> {
  const QueueUrl = engineQueueUrl(queue.region, queue.name);
  const most = Math.min(mapping.concurrency, fn.most);
  const running = new Set<Promise<void>>();

  const receive = async (limit: number, waitSeconds: number): Promise<readonly Message[]> => {
    const answer = await engine.queue(queue.region, 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: Math.min(MOST_RECEIVED, limit),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: clock.realSpan(queue.visibilitySeconds),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (answer.Messages ?? []) as readonly Message[];
  };

  const collect = async (): Promise<readonly Message[]> => {
    const batch = [...(await receive(mapping.batchSize, WAIT_SECONDS))];
    const until = performance.now() + clock.realSpan(mapping.windowSeconds * 1_000);
    while (batch.length > 0 && batch.length < mapping.batchSize && !stop.aborted) {
      const left = (until - performance.now()) / 1_000;
      const more = await receive(mapping.batchSize - batch.length, Math.max(0, left));
      batch.push(...more);
      if (left <= 0 && more.length === 0) break;
    }
    return batch;
  };

  const remove = async (messages: readonly Message[]): Promise<void> => {
    await Promise.all(
      messages.map(({ ReceiptHandle }) => engine.queue(queue.region, 'DeleteMessage', { QueueUrl, ReceiptHandle })),
    );
  };

  const deliver = async (messages: readonly Message[]): Promise<void> => {
    const records = messages.map((message) => ({ message, record: recordOf(message, queue, clock) }));
    const wanted = records.filter(({ record }) => passesFilters(filterable(record), mapping.filters));
    await remove(records.filter((one) => !wanted.includes(one)).map(({ message }) => message));
    if (wanted.length === 0) return;
    const ids = wanted.map(({ record }) => record.messageId);
    const { outcome } = await fn.invoke({ Records: wanted.map(({ record }) => record) }, wanted.length);
    const result = batchOutcome(outcome, mapping.reportsItemFailures, ids);
    if (result.is === 'failed' || stop.aborted) return;
    const isDone = (id: string): boolean => result.is === 'done' || !result.failed.has(id);
    await remove(wanted.filter(({ record }) => isDone(record.messageId)).map(({ message }) => message));
  };

  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  while (!stop.aborted) {
    if (running.size >= most) await Promise.race([...running, broken.promise]);
    const batch = await Promise.race([collect(), broken.promise]);
    if (batch.length === 0) continue;
    const run = deliver(batch)
      .catch(broken.reject)
      .finally(() => running.delete(run));
    running.add(run);
  }
  await Promise.all(running);
}

function recordOf(message: Message, { arn, region }: QueueDeclaration, clock: VirtualClock) {
  const { SentTimestamp, ApproximateFirstReceiveTimestamp, ...attributes } = message.Attributes ?? {};
  const virtual = (real: string | undefined): string => String(clock.fromReal(Number(real ?? 0)));
  const named = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { StringValue, BinaryValue, DataType }]) => [
      name,
      { stringValue: StringValue, binaryValue: BinaryValue, dataType: DataType },
    ],
  );
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    md5OfBody: message.MD5OfBody,
    attributes: {
      ...attributes,
      SentTimestamp: virtual(SentTimestamp),
      ApproximateFirstReceiveTimestamp: virtual(ApproximateFirstReceiveTimestamp),
    },
    messageAttributes: Object.fromEntries(named) as Record<string, unknown>,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region,
  };
}

/** Filters see a JSON body as an object. */
function filterable(record: { readonly body: string }): unknown {
  try {
    return { ...record, body: JSON.parse(record.body) };
  } catch {
    return record;
  }
}
