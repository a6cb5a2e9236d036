import type { MappingDeclaration } from '../assembly/declarations.ts';
import type { SeededChance } from '../chance.ts';
import type { VirtualClock } from '../clock.ts';
import { batchOutcome } from './batch-outcome.ts';
import { passesFilters } from './filter.ts';
import type { LocalFunction } from './function.ts';
import { pause } from './pause.ts';
import { SHARDS, type StreamRecord } from './stream-record.ts';

/** The share of batches that come a second time although they were done. */
const DUPLICATE_RATE = 0.03;

/** Before the first retry of a batch; each further wait is twice as long, up to the most. Milliseconds. */
const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 10_000;

/** Feeds a function from a stream. */
export type StreamMapping = {
  /** Takes a record of a shard; one that no filter passes is dropped. */
  take(shard: number, record: StreamRecord): void;
  /** Ends with the run that is under way. */
  stopped(): Promise<unknown>;
};

/** What a mapping needs of the cloud. `deadLetter` puts a message into the queue of the mapping's `onFailure`. */
export type StreamMappingOptions = {
  readonly clock: VirtualClock;
  readonly chance: SeededChance;
  readonly stop: AbortSignal;
  deadLetter(queueArn: string, body: string): Promise<void>;
};

/** Starts a mapping: the shards side by side, one batch of each at a time, in order. */
export function startStreamMapping(
  mapping: MappingDeclaration,
  fn: LocalFunction,
  { clock, chance, stop, deadLetter }: StreamMappingOptions,
): StreamMapping {
  const shards = Array.from({ length: SHARDS }, () => ({ records: [] as StreamRecord[], wake: () => {} }));

  const follow = async (index: number): Promise<void> => {
    const shard = shards[index];
    while (shard !== undefined && !stop.aborted) {
      if (shard.records.length === 0) {
        await new Promise<void>((done) => {
          shard.wake = done;
          if (stop.aborted) done();
        });
      }
      // Records that are written together come together: also those of the same moment.
      await pause(clock.realSpan(mapping.windowSeconds * 1_000), stop);
      const batch = shard.records.splice(0, mapping.batchSize);
      if (batch.length > 0) await deliver(index, batch, 0);
      if (batch.length > 0 && chance.next() < DUPLICATE_RATE) await deliver(index, batch, 0);
    }
  };

  const deliver = async (shard: number, batch: readonly StreamRecord[], failures: number): Promise<void> => {
    if (stop.aborted) return;
    const ids = batch.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const { requestId, outcome } = await fn.invoke({ Records: batch }, batch.length);
    if (stop.aborted) return;
    const result = batchOutcome(outcome, mapping.reportsItemFailures, ids);
    if (result.is === 'done') return;
    // The lowest number that is reported is the checkpoint: everything from it on comes again.
    const from = result.is === 'partial' ? ids.findIndex((id) => result.failed.has(id)) : 0;
    const rest = batch.slice(from);
    const failed = (from > 0 ? 0 : failures) + 1;
    const middle = Math.ceil(rest.length / 2);
    if (mapping.bisect && result.is === 'failed' && rest.length > 1) {
      await deliver(shard, rest.slice(0, middle), failures);
      await deliver(shard, rest.slice(middle), failures);
    } else if (isGivenUp(rest, failed)) {
      if (mapping.onFailure !== undefined)
        await deadLetter(mapping.onFailure, obituary(shard, rest, failed, requestId));
    } else {
      await pause(clock.realSpan(Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failed - 1))), stop);
      await deliver(shard, rest, failed);
    }
  };

  const isGivenUp = ([oldest]: readonly StreamRecord[], failed: number): boolean => {
    const age = clock.now() / 1_000 - (oldest?.dynamodb.ApproximateCreationDateTime ?? 0);
    const isTooOld = mapping.maximumAgeSeconds !== undefined && age > mapping.maximumAgeSeconds;
    return isTooOld || (mapping.retries !== undefined && failed > mapping.retries);
  };

  const obituary = (shard: number, batch: readonly StreamRecord[], failed: number, requestId: string): string =>
    JSON.stringify({
      requestContext: {
        requestId,
        functionArn: mapping.function,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: failed,
      },
      version: '1.0',
      timestamp: new Date(clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: `shardId-${shard}`,
        startSequenceNumber: batch.at(0)?.dynamodb.SequenceNumber,
        endSequenceNumber: batch.at(-1)?.dynamodb.SequenceNumber,
        batchSize: batch.length,
        streamArn: mapping.source,
      },
    });

  stop.addEventListener('abort', () => {
    for (const shard of shards) shard.wake();
  });
  const following = Promise.all(shards.map((_, index) => follow(index)));
  return {
    take(index, record) {
      const shard = shards[index];
      if (shard === undefined || !passesFilters(record, mapping.filters)) return;
      shard.records.push(record);
      shard.wake();
    },
    stopped: () => following,
  };
}
