/** `critical` wakes a person, `warning` can wait for the morning. One SNS topic each. */
export type Severity = 'critical' | 'warning';

/** `update`: what changed while the incident is open (contained, a person is needed, …). */
export type NoticeKind = 'trigger' | 'update' | 'resolve';

/** What a person is told. Facts only; `lib/core/notice-text.ts` makes them readable. */
export type Notice = {
  readonly monitor: string;
  readonly incident: string;
  readonly check: string;
  readonly kind: NoticeKind;
  readonly severity: Severity;
  /** When it was decided. */
  readonly at: number;
  /** First evidence of the trouble. */
  readonly since: number;
  /** One sentence: what happened. */
  readonly what: string;
  /** Regions where it was seen, or where it is well again. */
  readonly regions: readonly string[];
  /** The numbers behind it, one sentence each. */
  readonly evidence: readonly string[];
  /** What was contained, or why nothing was. */
  readonly contained: string;
  /** What to do, where a person is asked: a command or a link. */
  readonly next?: string;
};
