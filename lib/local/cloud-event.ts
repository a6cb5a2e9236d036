import type { LocalCloudFault } from './fault.ts';

/** A DynamoDB item in the form that the service speaks: `{ "pk": { "S": "…" } }`. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

type Invocation = { readonly function: string; readonly region: string; readonly requestId: string };

/** What happened in the local cloud. `at` is on its own clock, milliseconds since 1970; `ms` are real milliseconds. */
export type CloudEvent = { readonly at: number } & (
  | ({ readonly type: 'invocation-start'; readonly container: string; readonly records: number } & Invocation)
  | ({ readonly type: 'invocation-end'; readonly ms: number } & Invocation)
  | ({ readonly type: 'invocation-error'; readonly ms: number; readonly error: string } & Invocation)
  /** Chaos ended a running handler, `ms` into its run. */
  | ({ readonly type: 'invocation-kill'; readonly ms: number } & Invocation)
  /** One line of a handler. `json`: the same, parsed, where it is JSON. `requestId` is empty outside an invocation. */
  | ({ readonly type: 'log'; readonly level: string; readonly text: string; readonly json?: unknown } & Invocation)
  | {
      readonly type: 'publish';
      readonly region: string;
      readonly topic: string;
      readonly messageId: string;
      readonly subject?: string;
      readonly text: string;
      readonly attributes: Readonly<Record<string, string>>;
      /** Addresses that are subscribed by e-mail. Nothing is sent to them. */
      readonly emails: readonly string[];
    }
  | {
      readonly type: 'parameter';
      readonly region: string;
      readonly name: string;
      readonly value: string;
      /** What it was, where it was there. */
      readonly before?: string;
      readonly version: number;
    }
  | {
      readonly type: 'table-write';
      readonly region: string;
      readonly table: string;
      readonly keys: Item;
      readonly before?: Item;
      readonly after?: Item;
    }
  | {
      readonly type: 'dead-letter';
      readonly region: string;
      readonly queue: string;
      readonly messageId: string;
      readonly body: string;
    }
  | { readonly type: 'fault'; readonly fault: LocalCloudFault }
);

/** An event before the cloud puts its time on it. */
export type NewCloudEvent = CloudEvent extends infer Event
  ? Event extends CloudEvent
    ? Omit<Event, 'at'>
    : never
  : never;

/** Tells the cloud's listener. */
export type Emit = (event: NewCloudEvent) => void;
