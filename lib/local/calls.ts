/** Who calls: a function, a person at the command line, or a part of AWS on behalf of a role. */
export type Caller = {
  /** The function's name, or `operator`. */
  readonly name: string;
  readonly stack?: string;
  /** The logical id of the function. */
  readonly id?: string;
  /** The logical id of its role. */
  readonly role?: string;
};

/** Calls of one caller with the same action on the same resources. */
export type RecordedCall = {
  readonly caller: Caller;
  /** As IAM names it: `dynamodb:PutItem`. */
  readonly action: string;
  /** ARNs; of a query by index the index's. */
  readonly resources: readonly string[];
  readonly region: string;
  /** Of a table's items: what the partition keys begin with, `CHECK#`. IAM may ask for them. */
  readonly leadingKeys?: readonly string[];
  /** The first such call, on the cloud's clock. */
  readonly at: number;
  readonly count: number;
};

/** Keeps who called what. Grows with what differs, not with time. */
export type CallRecord = {
  add(call: Omit<RecordedCall, 'at' | 'count'>): void;
  all(): readonly RecordedCall[];
};

/** An empty record. */
export function callRecord(now: () => number): CallRecord {
  const calls = new Map<string, RecordedCall>();
  return {
    add(call) {
      const key = JSON.stringify([
        call.caller.name,
        call.caller.stack,
        call.caller.role,
        call.region,
        call.action,
        call.resources,
        call.leadingKeys,
      ]);
      const known = calls.get(key);
      calls.set(key, known === undefined ? { ...call, at: now(), count: 1 } : { ...known, count: known.count + 1 });
    },
    all: () => [...calls.values()],
  };
}
