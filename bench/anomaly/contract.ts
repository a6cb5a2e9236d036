/** One result, as a candidate sees it: once, in order. */
export interface Point {
  /** Epoch seconds. */
  readonly at: number;
  readonly outcome: 'pass' | 'fail';
  /** NaN unless it passed. */
  readonly latencyMs: number;
}

/** A detector of one series. */
export interface Candidate {
  /** Evidence of an anomaly; at least 1 is the alert that ships. */
  readonly update: (point: Point) => number;
  /** What it remembers, as plain data. A candidate without it has no bytes in the tables. */
  readonly state?: () => unknown;
  /** What a checkpoint of it holds; without it, the JSON of the state. */
  readonly checkpoint?: () => string;
}

export type CreateCandidate = () => Candidate;

/** What is known of a check from all its regions. */
export interface FusedEvidence {
  readonly evidence: number;
  readonly scope: 'all' | 'one' | 'none';
  /** The regions that it is about, by number; read only where the scope is `one`. */
  readonly regions: readonly number[];
}

/** A detector of one check over its regions. */
export interface FusedCandidate {
  /**
   * One round: the result of each region, `undefined` where there is none. Regions come staggered, each with an `at` of its own.
   * The array is filled anew for the next round.
   */
  readonly update: (points: readonly (Point | undefined)[]) => FusedEvidence;
}

export type CreateFusedCandidate = () => FusedCandidate;
