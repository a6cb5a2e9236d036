import { randomUUID } from 'node:crypto';
import { stableHash } from '../../core/hash.ts';
import type { TableDeclaration } from '../assembly/declarations.ts';
import type { TableChange } from '../services/table-writes.ts';

/** A new on-demand table's stream has several shards from the start. */
export const SHARDS = 4;

/** One record as a function gets it. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly SequenceNumber: string;
    readonly [part: string]: unknown;
  };
  readonly [part: string]: unknown;
};

/** The shard of an item: by its partition key, so that the changes of one item stay in order. */
export function shardOf(change: TableChange, { definition }: TableDeclaration): number {
  const [hash] = definition.KeySchema as readonly { AttributeName: string }[];
  return stableHash(JSON.stringify(change.keys[hash?.AttributeName ?? ''])) % SHARDS;
}

/** A change as a record of the table's stream. `n` grows with each record of the cloud; `at` is the cloud's clock. */
export function streamRecord(change: TableChange, table: TableDeclaration, n: number, at: number): StreamRecord {
  const { keys, before, after, region } = change;
  const view = table.stream?.view ?? 'KEYS_ONLY';
  const images = {
    ...(after && view.startsWith('NEW') && { NewImage: after }),
    ...(before && view.includes('OLD') && { OldImage: before }),
  };
  return {
    eventID: randomUUID().replaceAll('-', ''),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1_000),
      Keys: keys,
      ...images,
      SequenceNumber: String(n).padStart(21, '0'),
      SizeBytes: Buffer.byteLength(JSON.stringify(images)),
      StreamViewType: view,
    },
    eventSourceARN: table.stream?.arn,
  };
}
