/** A batch from a table's stream, as far as it is used: whose record it is, and its place. */
export type StreamEvent = {
  readonly Records: readonly {
    readonly dynamodb: { readonly Keys: { readonly pk: { readonly S: string } }; readonly SequenceNumber: string };
  }[];
};

/** The keys of a batch, each once, in their order, with the place of their first record. */
export function wokenKeys(event: StreamEvent): readonly { readonly key: string; readonly sequence: string }[] {
  const first = new Map<string, string>();
  for (const { dynamodb } of event.Records) {
    const key = dynamodb.Keys.pk.S;
    if (!first.has(key)) first.set(key, dynamodb.SequenceNumber);
  }
  return [...first].map(([key, sequence]) => ({ key, sequence }));
}
