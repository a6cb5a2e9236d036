import type { Declarations, MappingDeclaration } from './assembly/declarations.ts';
import { callerOf, recordPolling } from './callers.ts';
import type { CallRecord } from './calls.ts';
import type { SeededChance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import { LocalCloudFault } from './fault.ts';
import type { LocalFunction } from './lambda/function.ts';
import { runQueueMapping } from './lambda/queue-mapping.ts';
import { runSchedule } from './lambda/schedule.ts';
import { type StreamMapping, startStreamMapping } from './lambda/stream-mapping.ts';
import { shardOf, streamRecord } from './lambda/stream-record.ts';
import { engineQueueUrl, type MessageEngine } from './services/messaging.ts';
import type { TableChange } from './services/table-writes.ts';

/** What the event sources need of the cloud. */
export type EventSourceOptions = {
  readonly declarations: Declarations;
  readonly functions: readonly LocalFunction[];
  readonly engine: MessageEngine;
  readonly clock: VirtualClock;
  readonly chance: SeededChance;
  readonly calls: CallRecord;
  readonly stop: AbortSignal;
};

/** Whatever starts functions without being called: streams, queues, schedules. */
export type EventSources = {
  /** Hears of each change of a table, in order. */
  changed(change: TableChange): void;
  /** Streams are fed from here on; queues are polled and schedules fire. Settles when all have stopped. */
  run(): Promise<void>;
};

/** Joins the mappings and schedules to their functions. Throws a LocalCloudFault where one names what is not there. */
export function eventSources(options: EventSourceOptions): EventSources {
  const { declarations, functions, engine, clock, chance, calls, stop } = options;
  const { tables, queues, mappings, schedules } = declarations;
  let records = 0;

  const send = async (arn: string, body: string): Promise<void> => {
    const queue = queues.find((one) => one.arn === arn);
    if (queue === undefined) throw new Error(`no queue ${arn}`);
    const QueueUrl = engineQueueUrl(queue.region, queue.name);
    const DelaySeconds = clock.realSpan(queue.delaySeconds);
    await engine.queue(queue.region, 'SendMessage', { QueueUrl, MessageBody: body, DelaySeconds });
  };
  const functionOf = (mapping: MappingDeclaration): LocalFunction =>
    functions.find(({ declaration }) => declaration.arn === mapping.function) ?? missing(mapping, mapping.function);

  const streams: { readonly mapping: MappingDeclaration; readonly feed: StreamMapping }[] = [];
  const pumps: (() => Promise<void>)[] = [];
  for (const mapping of mappings) {
    const fn = functionOf(mapping);
    recordPolling(calls, fn.declaration, mapping);
    if (mapping.onFailure !== undefined && !queues.some(({ arn }) => arn === mapping.onFailure)) {
      missing(mapping, mapping.onFailure);
    }
    const queue = queues.find(({ arn }) => arn === mapping.source);
    if (queue !== undefined) {
      pumps.push(() => runQueueMapping(mapping, queue, fn, { engine, clock, stop }));
    } else if (tables.some(({ stream }) => stream?.arn === mapping.source)) {
      const deadLetter = async (arn: string, body: string): Promise<void> => {
        const caller = callerOf(fn.declaration);
        calls.add({ caller, action: 'sqs:SendMessage', resources: [arn], region: mapping.region });
        await send(arn, body);
      };
      streams.push({ mapping, feed: startStreamMapping(mapping, fn, { clock, chance, stop, deadLetter }) });
    } else {
      missing(mapping, mapping.source);
    }
  }
  for (const schedule of schedules) {
    if (!queues.some(({ arn }) => arn === schedule.target)) missing(schedule, schedule.target);
    const { stack, id, role, region, target } = schedule;
    const caller = { name: 'scheduler', stack, id, role };
    pumps.push(() =>
      runSchedule(schedule, clock, stop, (body) => {
        calls.add({ caller, action: 'sqs:SendMessage', resources: [target], region });
        return send(target, body);
      }),
    );
  }

  return {
    changed(change) {
      const table = tables.find(({ name, region }) => name === change.table && region === change.region);
      if (table?.stream === undefined) return;
      records += 1;
      const record = streamRecord(change, table, records, clock.now());
      const shard = shardOf(change, table);
      for (const { mapping, feed } of streams) if (mapping.source === table.stream.arn) feed.take(shard, record);
    },
    async run() {
      await Promise.all([...streams.map(({ feed }) => feed.stopped()), ...pumps.map((pump) => pump())]);
    },
  };
}

function missing({ stack, id }: { readonly stack: string; readonly id: string }, arn: string): never {
  throw new LocalCloudFault('property', `${stack}/${id}`, `it names ${arn}, which no stack of the assembly makes`);
}
