import type { LateRun } from './seen.ts';
import type { Evidence } from './verdict.ts';

/** One line of an incident's timeline. `n` counts from 0 within the incident and identifies it. */
export type IncidentEvent = {
  readonly n: number;
  readonly at: number;
  readonly type: IncidentEventType;
  /** One sentence for a person. */
  readonly text: string;
  /** Numbers and names for a script: region, allow, effect, switch, … */
  readonly data?: Readonly<Record<string, string | number>>;
};

export type IncidentEventType =
  | 'first-failure'
  | 'opened'
  | 'escalated'
  | 'flapping'
  | 'digest'
  | 'steady'
  | 'held-back'
  | 'undeliverable'
  | 'acknowledged'
  | 'would-trip'
  | 'trip-suggested'
  | 'trip-asked'
  | 'trip-late'
  | 'tripped'
  | 'trip-vetoed'
  | 'relieved'
  | 'ineffective'
  | 'restore-suggested'
  | 'restore-step'
  | 're-tripped'
  | 'release-asked'
  | 'released'
  | 'resolved'
  | 'removed';

/** What is known of an incident once it is over. Instants in milliseconds since 1970. */
export type IncidentSummary = {
  readonly id: string;
  readonly check: string;
  readonly monitor: string;
  readonly firstFailureAt: number;
  readonly openedAt: number;
  readonly containedAt?: number;
  readonly resolvedAt: number;
  readonly ended: 'resolved' | 'removed';
  readonly switch?: string;
  readonly retrips: number;
  readonly acknowledgedBy?: string;
  readonly evidence: Evidence;
  /** Runs that came late, from the end of the incident before to the end of this one. */
  readonly late?: readonly LateRun[];
};
