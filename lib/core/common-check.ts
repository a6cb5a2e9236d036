import type { Assertion } from './assertion.ts';
import type {
  ActiveHoursDefinition,
  Calendar,
  CronDefinition,
  Maintenance,
  MaintenanceDefinition,
} from './calendar/calendar.ts';
import type { Parent, ParentDefinition } from './dependency.ts';
import type { AnomalyDefinition, Detection } from './detect/sensitivity.ts';
import type { RetryClass } from './failure.ts';
import type { Flapping, FlappingDefinition } from './flapping.ts';
import type { CountRule, Rule, RuleDefinition } from './rule.ts';
import type { Resolved } from './secret.ts';
import type { SloDefinition } from './slo/slo.ts';
import type { Cadence, Duration } from './time.ts';
import type { Containment, TripDefinition } from './trip.ts';
import type { Routes } from './verdict.ts';

/**
 * How many regions must fail before the check is down, and which regions run it (default: all of the monitor's). Below 1 it
 * is a share of them, rounded up.
 */
export type Quorum = { readonly quorum: number; readonly of?: readonly string[] };

/** When a failed attempt is made again within the same run. It starts only while the run's time allows it. */
export type RetryOptions = {
  /** For these classes of failure. */
  readonly on: readonly RetryClass[];
  /** Most attempts of a run, the first included. 1 to 3, default 2. */
  readonly attempts?: number;
  /** Before the second attempt; it doubles before the third. Jitter takes off up to half. At most 5 s, default 200 ms. */
  readonly backoff?: Duration;
  /** `burst`: not within the run; the confirm burst of all regions is the second look. Default `same-region`. */
  readonly where?: RetryPlace;
};

export const RETRY_PLACES = ['same-region', 'burst'] as const;

export type RetryPlace = (typeof RETRY_PLACES)[number];

/** What every kind of check may say. */
export type CommonOptions = {
  /** Default `1m`. */
  readonly every?: Cadence | CronDefinition;
  /** When it runs at all. Default: always. */
  readonly activeHours?: ActiveHoursDefinition;
  /** When nobody is to be told of it, beside the monitor's own. Runs and judging go on. */
  readonly maintenance?: readonly MaintenanceDefinition[];
  /**
   * For one attempt as a whole, at most min(cadence − 1 s, 25 s). Default 10 s, and 6 s at a cadence of 10 s: what is left
   * is for waiting until no other check of the invocation disturbs its timings. Without it, the check does not wait.
   */
  readonly timeout?: Duration;
  readonly expect?: readonly Assertion[];
  /** Passes when the target fails, and fails when it passes: what must be closed stays closed. Default false. */
  readonly mustFail?: boolean;
  /** Default `consecutive(2)`. */
  readonly failWhen?: RuleDefinition;
  /** Default `consecutive(2)`; over scheduled and watch runs only. */
  readonly recoverWhen?: CountRule;
  /** Which runs that warn make a region degraded. Default: as `failWhen`. */
  readonly degradedWhen?: RuleDefinition;
  /** When going up and down is one trouble, not many. `false`: never. Default `flapping({ changes: 3, window: '15m' })`. */
  readonly flapping?: false | FlappingDefinition;
  /** Who hears of which verdict. Default: down and flapping page, partial and degraded can wait. */
  readonly routes?: Partial<Routes>;
  /** Checks of what this one needs: while one of them is in trouble, nobody is told of this one. */
  readonly dependsOn?: readonly ParentDefinition[];
  /** The share of runs that must pass. */
  readonly slo?: SloDefinition;
  /**
   * Whether a change of its latency or of its failures against what is usual for it makes it degraded. `false`: only its rules
   * do. Default: the monitor's, else `anomaly({ sensitivity: 'normal' })`; none of a kind that has no latency of its target.
   */
  readonly detect?: false | AnomalyDefinition;
  /** Default: more than half of the monitor's regions. */
  readonly regions?: Quorum;
  /** Another attempt within the run. `false`: none. Default: one, for dns, connect, tls, timeout, protocol and 5xx. */
  readonly retry?: false | RetryOptions;
  readonly contain?: TripDefinition;
};

/** What every kind of check has once its defaults are filled in. Times in milliseconds. */
export type CommonCheck = {
  readonly id: string;
  /** What is probed, for a person: a URL without its query, `host:port`, a name. Holds no secret. */
  readonly target: string;
  readonly timeoutMs: number;
  /** All attempts of a run end within this: min(cadence − 1 s, 25 s). */
  readonly budgetMs: number;
  readonly cadenceMs: number;
  readonly expect: readonly Assertion[];
  readonly mustFail?: true;
  readonly failWhen: Rule;
  readonly recoverWhen: CountRule;
  /** Absent: `failWhen`. */
  readonly degradedWhen?: Rule;
  /** When its runs are planned, where that is not every cadence, day and night. */
  readonly calendar?: Calendar;
  /** The monitor's and its own. */
  readonly maintenance?: readonly Maintenance[];
  /** Its runs are counted for an SLO: its own, or that of a service. */
  readonly counted?: true;
  readonly flapping?: Flapping;
  /** Absent: it is not watched for anomalies. */
  readonly detect?: Detection;
  /** Absent: `DEFAULT_ROUTES`. */
  readonly routes?: Routes;
  readonly dependsOn?: readonly Parent[];
  /** Names of the regions that run it, in the monitor's order. */
  readonly regions: readonly string[];
  readonly quorum: number;
  /** The classes of failure after which a run tries again. */
  readonly retry: readonly RetryClass[];
  /** Most attempts of a run. Absent: 2. */
  readonly attempts?: number;
  /** Wait before the second attempt. Absent: 200. */
  readonly backoffMs?: number;
  readonly contain?: Containment;
};

/** A check with every secret of its own fields read: what the prober of its kind works with. */
export type ResolvedCheck<C extends CommonCheck> = {
  readonly [K in keyof C]: K extends keyof CommonCheck ? C[K] : Resolved<C[K]>;
};
