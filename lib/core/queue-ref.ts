/** One SQS queue. `account`: the monitor's own where it is absent. */
export type QueueRef = { readonly region: string; readonly name: string; readonly account?: string };

const NAME = '[A-Za-z0-9_-]{1,75}(?:\\.fifo)?|[A-Za-z0-9_-]{1,80}';
const ARN = new RegExp(`^arn:aws[a-z-]*:sqs:([a-z0-9-]+):(\\d{12}):(${NAME})$`);
const URL_FORM = new RegExp(`^https://sqs\\.([a-z0-9-]+)\\.[a-z.]+/(\\d{12})/(${NAME})$`);
const BARE = new RegExp(`^(?:${NAME})$`);

/** A queue by its ARN, its URL, or its name in `region`. Undefined where the text is none of them, or lacks its region. */
export function parseQueueRef(text: string, region?: string): QueueRef | undefined {
  const [, at, account, name] = ARN.exec(text) ?? URL_FORM.exec(text) ?? [];
  if (at !== undefined && account !== undefined && name !== undefined) return { region: at, account, name };
  return BARE.test(text) && region !== undefined ? { region, name: text } : undefined;
}

/** What stands in a queue. SQS knows none of it exactly. */
export type QueueReading = {
  readonly depth: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Messages in the dead-letter queue; 0 where there is none. Absent where it was not asked. */
  readonly dead?: number;
  /** Seconds that the oldest message has waited. Absent where it was not asked, or CloudWatch does not know it yet. */
  readonly age?: number;
};

/** What is to be read. `deadLetters`: `false` none; absent: the one that the queue's own redrive policy names. */
export type QueueAsked = {
  readonly queue: QueueRef;
  readonly deadLetters?: QueueRef | false;
  readonly asks: { readonly dead: boolean; readonly age: boolean };
};

/** `missing`: there is no such queue. `away`: AWS did not answer, or failed. `denied`, `busy`: no news of the queue. */
export type QueueTrouble = 'missing' | 'away' | 'denied' | 'busy';

/** A queue that could not be read. The message is for the person who must act. */
export class UnreadableQueue extends Error {
  override readonly name = 'UnreadableQueue';
  readonly trouble: QueueTrouble;

  constructor(trouble: QueueTrouble, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.trouble = trouble;
  }
}
