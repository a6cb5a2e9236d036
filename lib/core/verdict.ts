import type { Anomaly } from './anomaly.ts';

/** The health of a check over its regions. `flapping` is what a check's history makes of the others. */
export type VerdictName = 'up' | 'suspected' | 'degraded' | 'partial' | 'down' | 'flapping' | 'unknown';

/** Verdicts of a check that make an incident of its own. `unknown` makes one of the monitor's. */
export type RoutedVerdict = Extract<VerdictName, 'down' | 'partial' | 'degraded' | 'flapping'>;

/** `page` wakes a person, `warn` can wait for the morning, `silent` keeps the record and tells nobody. */
export type Route = 'page' | 'warn' | 'silent';

/** Who hears of which verdict. */
export type Routes = Readonly<Record<RoutedVerdict, Route>>;

/** What one region says. `unknown`: no fresh result, so it has no vote. */
export type Vote = {
  readonly region: string;
  readonly vote: 'passing' | 'suspect' | 'degraded' | 'failing' | 'unknown';
  /** Failures among the last runs that its rule looks at. */
  readonly failures: number;
  readonly of: number;
  /** Its `recoverWhen` holds. */
  readonly recovered: boolean;
  /** Its newest result. */
  readonly lastSlot?: number;
  /** The newest reason that it did not pass, shortened. */
  readonly reason?: string;
  /** What its detector has against it, in words; where it is degraded by that. */
  readonly unusual?: string;
};

/** The numbers behind a verdict. */
export type Evidence = {
  readonly rule: string;
  readonly votes: readonly Vote[];
  /** Start of the first failing run since a region was last well. */
  readonly firstFailureAt?: number;
  /** What else a person should know, a sentence each: its parents, why nobody was told before. */
  readonly notes?: readonly string[];
};

/** What `judge` says at an instant. */
export type Verdict = {
  readonly name: VerdictName;
  readonly asOf: number;
  readonly evidence: Evidence;
  /** What happened, where that is no check being down or up: a sentence. */
  readonly what?: string;
  /** Enough fresh regions fail to flip a switch: the full quorum, not just that of the regions that are left. */
  readonly containable: boolean;
  /** Every fresh region's `recoverWhen` holds, and there is a fresh region. */
  readonly recovered: boolean;
  /** Region and slot of the newest failing scheduled run: who asks for a burst. */
  readonly trigger?: { readonly region: string; readonly slot: number };
  /** Further failures in a row that some region lacks before its rule fails it, or a lone one to contain; 1 to 10. */
  readonly lacking: number;
  /** What is unusual about it, whatever the rules say. */
  readonly anomaly?: Anomaly;
  /** Since the trial began: whether each fresh region passed twice, and whether it failed. */
  readonly trial?: 'passed' | 'failed' | 'running';
};
