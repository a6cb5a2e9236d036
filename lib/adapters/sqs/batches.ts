/** Most entries of one SendMessageBatch. */
const MOST_ENTRIES = 10;

/** Bytes of one SendMessageBatch: the limit that SQS had until 2025, so that it holds everywhere. */
const MOST_BYTES = 256 * 1_024;

/** Bodies in groups that one SendMessageBatch takes, in their order. */
export function batches<Entry extends { readonly MessageBody: string }>(
  entries: readonly Entry[],
): readonly (readonly Entry[])[] {
  const groups: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody);
    const last = groups.at(-1);
    if (last === undefined || last.length === MOST_ENTRIES || bytes + size > MOST_BYTES) {
      groups.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return groups;
}
