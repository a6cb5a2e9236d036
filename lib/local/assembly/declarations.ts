import type { FilterPattern } from '../lambda/filter.ts';

/** Where a resource stands: the stack and logical id name it in errors and in the record of calls. */
type Placed = { readonly stack: string; readonly id: string; readonly region: string };

/** Which images of an item a stream's records carry. */
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table. `definition` is what CreateTable takes, but the name. */
export type TableDeclaration = Placed & {
  readonly name: string;
  readonly arn: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly stream?: { readonly arn: string; readonly view: StreamView };
};

/** A queue. Times in seconds of the cloud's clock. */
export type QueueDeclaration = Placed & {
  readonly name: string;
  readonly arn: string;
  readonly delaySeconds: number;
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
  readonly maximumBytes?: number;
  readonly redrive?: { readonly target: string; readonly maxReceiveCount: number };
};

export type TopicDeclaration = Placed & { readonly name: string; readonly arn: string };

/** A topic's receiver: a queue, or an e-mail address to which nothing is sent. */
export type SubscriptionDeclaration = Placed & {
  readonly topic: string;
  readonly protocol: 'sqs' | 'email';
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** A function. `folder` holds the bundle, `file` and `exportName` are the handler in it. */
export type FunctionDeclaration = Placed & {
  readonly name: string;
  readonly arn: string;
  /** The logical id of its role. */
  readonly role: string;
  readonly folder: string;
  readonly file: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Most concurrent runs. */
  readonly reserved?: number;
  readonly logGroup: string;
};

/** A function's public URL. */
export type UrlDeclaration = Placed & {
  /** The function's ARN. */
  readonly function: string;
};

/** What feeds a function. Times in seconds of the cloud's clock. */
export type MappingDeclaration = Placed & {
  /** The function's ARN. */
  readonly function: string;
  /** The ARN of a queue or a stream. */
  readonly source: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly filters: readonly FilterPattern[];
  readonly reportsItemFailures: boolean;
  readonly concurrency: number;
  /** Streams only. Absent: for ever. */
  readonly retries?: number;
  readonly maximumAgeSeconds?: number;
  readonly bisect: boolean;
  /** The ARN of a queue. */
  readonly onFailure?: string;
};

/** Puts a message into a queue each minute. */
export type ScheduleDeclaration = Placed & {
  /** The logical id of its role. */
  readonly role: string;
  /** The ARN of the queue. */
  readonly target: string;
  readonly input: string;
};

/** All that the local cloud runs of an assembly. */
export type Declarations = {
  readonly account: string;
  readonly tables: readonly TableDeclaration[];
  readonly queues: readonly QueueDeclaration[];
  readonly topics: readonly TopicDeclaration[];
  readonly subscriptions: readonly SubscriptionDeclaration[];
  readonly functions: readonly FunctionDeclaration[];
  readonly urls: readonly UrlDeclaration[];
  readonly mappings: readonly MappingDeclaration[];
  readonly schedules: readonly ScheduleDeclaration[];
};
