import type { Assertion } from './assertion.ts';
import type { RetryClass } from './failure.ts';
import type { Resolved } from './secret.ts';
import type { Cadence, Duration } from './time.ts';
import type { Containment, TripDefinition } from './trip.ts';

/** When a region counts as failing or recovered: `hits` of the last `of` runs. `consecutive(n)` is n of n. */
export type Rule = { readonly hits: number; readonly of: number };

/** How many regions must fail before the check is down, and which regions run it (default: all of the monitor's). */
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
  readonly every?: Cadence;
  /**
   * For one attempt as a whole, at most min(cadence − 1 s, 25 s). Default 10 s, and 6 s at a cadence of 10 s: what is left
   * is for waiting until no other check of the invocation disturbs its timings. Without it, the check does not wait.
   */
  readonly timeout?: Duration;
  readonly expect?: readonly Assertion[];
  /** Passes when the target fails, and fails when it passes: what must be closed stays closed. Default false. */
  readonly mustFail?: boolean;
  /** Default `consecutive(2)`. */
  readonly failWhen?: Rule;
  /** Default `consecutive(2)`; over scheduled and watch runs only. */
  readonly recoverWhen?: Rule;
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
  readonly recoverWhen: Rule;
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
