import type { Change } from '../core/change.ts';
import type { Check } from '../core/check.ts';
import type { Controls } from '../core/controls.ts';
import type { Effect } from '../core/effect.ts';
import type { HeartbeatReport, HeartbeatState } from '../core/heartbeat.ts';
import type { CheckState } from '../core/incident.ts';
import type { IncidentEvent, IncidentSummary } from '../core/incident-event.ts';
import type { HomeMessage, RegionMessage } from '../core/message.ts';
import type { Monitor, Region, WebhookChannel } from '../core/monitor.ts';
import type { Notice } from '../core/notice.ts';
import type { QueueAsked, QueueReading } from '../core/queue-ref.ts';
import type { Frame, Result } from '../core/result.ts';
import type { DeliveryFact } from '../core/review-figures.ts';
import type { SecretRef } from '../core/secret.ts';
import type { Series } from '../core/series.ts';
import type { ServiceState } from '../core/service-state.ts';

/** `now`: milliseconds since 1970. `sleep` is for giving up on what takes too long, never for waiting until something is due. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

/** 0 ≤ next() < 1: jitter only, never a decision. */
export type Chance = { next(): number };

export type Prober = {
  /** Runs a check once, retry included. Never throws: what goes wrong on our side is a failure of kind `probe`. */
  probe(check: Check, options: ProbeOptions): Promise<Result>;
  /** Runs checks beside each other, so that none disturbs another's timings. `take` gets each result as soon as it is there. */
  probeAll(checks: readonly Check[], options: ProbeOptions, take: (result: Result) => void): Promise<void>;
};

/** `sampled`: whether the first attempt's trace header asks to be kept; a retry's always does. */
export type ProbeOptions = { readonly region: Region; readonly sampled: boolean };

export type Secrets = {
  /** The secret's text. Throws an `UnreadableSecret`: that is no news of any target. */
  read(ref: SecretRef): Promise<string>;
  /** A target refused what it was given: the secret may have been changed, and the next read asks its store again. */
  doubt?(ref: SecretRef): void;
};

export type Queues = {
  /** What stands in a queue. Throws an `UnreadableQueue`, which says whose trouble it is. */
  read(asked: QueueAsked, signal: AbortSignal): Promise<QueueReading>;
};

export type Heartbeats = {
  /** What a job said of itself last, or undefined when it never did. A consistent read. */
  read(id: string): Promise<HeartbeatState | undefined>;
  /** Keeps the newest report of each sort; an older one changes nothing. */
  record(id: string, report: HeartbeatReport): Promise<void>;
};

/** Signs the URLs that the world may call. */
export type Signatures = {
  sign(text: string): Promise<string>;
  verify(text: string, signature: string): Promise<boolean>;
};

export type FrameStore = {
  /** Writes a frame once. `duplicate`: its key, slot and region are there already. Throws when the store is away. */
  put(frame: Frame): Promise<'stored' | 'duplicate'>;
  /** The frames of a key with slot ≥ `slot`, of all regions, in order of slot. A consistent read. */
  since(key: string, slot: number): Promise<readonly Frame[]>;
  /** The frames of a key with `from` ≤ slot < `to`, of all regions, in order of slot. A consistent read. */
  between(key: string, from: number, to: number): Promise<readonly Frame[]>;
  /**
   * The newest scheduled frame of each region in which something is told of a target, at or after `slot`, that ended by
   * `endedBy` (default: whenever), among the key's newest 100 frames: one bounded read.
   */
  newest(key: string, slot: number, endedBy?: number): Promise<ReadonlyMap<string, Pick<Frame, 'slot' | 'startedAt'>>>;
};

/** What detection remembers of one shard in one region. `slot`: all frames up to it are folded. */
export type Checkpoint = {
  readonly shard: string;
  readonly region: string;
  readonly slot: number;
  readonly series: Readonly<Record<string, Series>>;
};

export type CheckpointStore = {
  load(shard: string): Promise<readonly Checkpoint[]>;
  /** Kept only when newer than what is stored; an older one is dropped silently. */
  save(checkpoint: Checkpoint): Promise<void>;
};

/** `CHECK#<id>` or `SERVICE#<id>`. */
export type AggregateKey = `CHECK#${string}` | `SERVICE#${string}`;

export type Aggregate = CheckState | ServiceState;

export type Stored<State extends Aggregate> = { readonly state: State; readonly version: number };

export type AggregateWrite<State extends Aggregate> = {
  readonly key: AggregateKey;
  readonly state: State;
  /** The version that was read; 0 when there was none. */
  readonly version: number;
  /** Wake `respond`: true for a decision, false for `respond`'s own writes. */
  readonly wake: boolean;
  /** Whether it stands in the index of what is open, owed or timed, and when it is due next (absent: not by time). */
  readonly open: boolean;
  readonly dueAt?: number;
};

export type AggregateStore = {
  load<State extends Aggregate>(key: AggregateKey): Promise<Stored<State> | undefined>;
  /** One conditional write. `conflict`: somebody else wrote since it was read. Throws when the store is away. */
  save<State extends Aggregate>(write: AggregateWrite<State>): Promise<'saved' | 'conflict'>;
  /** What is open, owed or timed. Eventually consistent. `dueAt` is absent where nothing is due by time. */
  listOpen(): Promise<readonly { readonly key: AggregateKey; readonly dueAt?: number }[]>;
  /** Wakes `respond` for an existing aggregate, whatever it owes. Nothing happens when there is none. */
  wake(key: AggregateKey, at: number): Promise<void>;
};

/** What became of an effect, kept for 90 days. */
export type Delivery = DeliveryFact & {
  readonly lane: string;
  readonly type: Effect['type'];
  readonly incident?: string;
};

export type DeliveryLedger = {
  /** Idempotent by id. */
  record(delivery: Delivery): Promise<void>;
  /** Of one incident, in order of time. */
  list(incident: string): Promise<readonly Delivery[]>;
};

/** What was changed and when, for whoever asks what a trouble may be the work of. */
export type ChangeLedger = {
  /** Idempotent by instant and words. */
  record(change: Change): Promise<void>;
  /** Those at `from` (milliseconds since 1970) or later, oldest first. At most 32 days are looked back. */
  since(from: number): Promise<readonly Change[]>;
};

export type IncidentArchive = {
  /** Idempotent by (incident, event number). */
  append(incident: string, events: readonly IncidentEvent[], summary?: IncidentSummary): Promise<void>;
  read(incident: string): Promise<{ readonly events: readonly IncidentEvent[]; readonly summary?: IncidentSummary }>;
  /** Newest first. */
  list(limit: number): Promise<readonly IncidentSummary[]>;
};

export type RegionQueues = {
  /** `delaySeconds`: 0 to 900, whole. */
  send(region: string, messages: readonly { message: RegionMessage; delaySeconds: number }[]): Promise<void>;
};

export type HomeQueue = { send(message: HomeMessage, delaySeconds: number): Promise<void> };

export type NoticeTopics = {
  /** Publishes to the topic of the notice's severity. `id` goes along as an attribute. Throws when it was not taken. */
  publish(notice: Notice, id: string): Promise<void>;
};

export type Webhooks = {
  /** POSTs the notice as JSON with the header `idempotency-key: <id>`. Throws unless the answer is 2xx. */
  call(channel: WebhookChannel, notice: Notice, id: string): Promise<void>;
};

export type Switchboards = {
  /** The parameter's text, or undefined when there is none. */
  read(region: string, service: string): Promise<string | undefined>;
  write(region: string, service: string, text: string): Promise<void>;
};

/** Everything that verbs need; each takes its own few of them. */
export type Context = {
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly prober: Prober;
  /** The controls of an AWS region that names none. */
  readonly usualControls: (awsRegion: string) => Controls;
  readonly frames: FrameStore;
  readonly heartbeats: Heartbeats;
  readonly signatures: Signatures;
  readonly checkpoints: CheckpointStore;
  readonly aggregates: AggregateStore;
  readonly deliveries: DeliveryLedger;
  readonly changes: ChangeLedger;
  readonly archive: IncidentArchive;
  readonly regionQueues: RegionQueues;
  readonly homeQueue: HomeQueue;
  readonly topics: NoticeTopics;
  readonly webhooks: Webhooks;
  readonly switchboards: Switchboards;
};

/** What writes frames and never reads them. */
export type Frames = { readonly frames: Pick<FrameStore, 'put'> };

/** What carrying out decisions needs. */
export type RespondContext = Omit<
  Context,
  'prober' | 'usualControls' | 'frames' | 'checkpoints' | 'changes' | 'heartbeats' | 'signatures'
>;
