import type { Owed } from './effect.ts';
import type { SwitchReason } from './switchboard.ts';

/** An incident's claim that a switch stay at or under a level. */
export type Hold = {
  readonly switch: string;
  readonly incident: string;
  readonly check: string;
  readonly n: number;
  /** Percent of traffic allowed. */
  readonly allow: number;
  readonly reason: SwitchReason;
  readonly at: number;
};

/** A person's setting of a switch; it wins over every hold. */
export type Pin = {
  readonly switch: string;
  readonly allow: number;
  readonly owner: string;
  readonly at: number;
  /** Absent: until it is released. */
  readonly until?: number;
  /** Only in this region: a person's edit of that region's parameter. */
  readonly region?: string;
};

/** The levels below 100 that stand in a region's parameter, percent by switch. */
export type WrittenBoard = { readonly region: string; readonly levels: Readonly<Record<string, number>> };

/** The service aggregate: all its switches, holds, pins, one epoch. */
export type ServiceState = {
  readonly service: string;
  /** Grows with each change of what the switchboard says; at least the unix time in seconds. */
  readonly epoch: number;
  /** When the epoch was made. */
  readonly at: number;
  readonly holds: readonly Hold[];
  readonly pins: readonly Pin[];
  /** What each region's switchboard was last written with: the levels below 100. A person's edit is told by it. */
  readonly written: readonly WrittenBoard[];
  /** The highest `n` seen per incident, newest last: a late hold cannot follow its release. */
  readonly seen: readonly { readonly incident: string; readonly n: number }[];
  readonly owed: readonly Owed[];
};
