import type { Assertion } from './assertion.ts';
import type { RetryClass } from './failure.ts';
import type { SwitchRef } from './service.ts';
import type { Cadence, Duration } from './time.ts';

/** When a region counts as failing or recovered: `hits` of the last `of` runs. `consecutive(n)` is n of n. */
export type Rule = { readonly hits: number; readonly of: number };

/** How many regions must fail before the check is down, and which regions run it (default: all of the monitor's). */
export type Quorum = { readonly quorum: number; readonly of?: readonly string[] };

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export type Method = (typeof METHODS)[number];

export const TRIP_MODES = ['shadow', 'suggest', 'auto'] as const;

/** `shadow` records what it would have done; `suggest` pages a person with the command; `auto` flips the switch. */
export type TripMode = (typeof TRIP_MODES)[number];

export const SEES = ['dependency', 'contained'] as const;

/**
 * What the check sees after its switch tripped. `dependency`: the probe calls the failing thing itself, so its results
 * say when to restore. `contained`: the probe gets the contained answer, so a person is asked to restore.
 */
export type Sees = (typeof SEES)[number];

export type TripOptions = {
  /** Default `shadow`. */
  readonly mode?: TripMode;
  /** Percent of traffic still allowed while tripped, 0 to 99; default 0. */
  readonly allow?: number;
  readonly sees: Sees;
  /** Ids of the checks that the trip should make better. Those failing at the trip judge whether it helped. */
  readonly relieves?: readonly string[];
  /** How long a tripped switch stays off before the first trial. At least 10 s; default 60 s; doubles at each re-trip. */
  readonly holdFor?: Duration;
  /** How long the checks in `relieves` have to get better before the trip is taken back. At least 10 s; default 2 min. */
  readonly grace?: Duration;
  /** Says that one region is enough evidence to contain. Needed when the check runs in one region. */
  readonly singleRegion?: boolean;
};

export type TripDefinition = TripOptions & { readonly kind: 'trip'; readonly switch: SwitchRef };

export type HttpOptions = {
  readonly url: string;
  /** Default `1m`. */
  readonly every?: Cadence;
  /** For the whole run with its redirects. Default 10 s, at most min(cadence − 1 s, 25 s). */
  readonly timeout?: Duration;
  /** Default GET. */
  readonly method?: Method;
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the URL's own query. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Text as it is, anything else as JSON with its content type. */
  readonly body?: unknown;
  /** Where it says nothing of the status, `status('2xx')` goes before it. */
  readonly expect?: readonly Assertion[];
  /** Default `consecutive(2)`. */
  readonly failWhen?: Rule;
  /** Default `consecutive(2)`; over scheduled and watch runs only. */
  readonly recoverWhen?: Rule;
  /** Default: more than half of the monitor's regions. */
  readonly regions?: Quorum;
  /**
   * One immediate second attempt, for these classes of failure. `false`: none. Default: dns, connect, tls, timeout,
   * protocol and 5xx. A retry starts only while the run's time allows it.
   */
  readonly retry?: false | { readonly on: readonly RetryClass[] };
  readonly contain?: TripDefinition;
};

/** A check as a person wrote it. */
export type CheckDefinition = HttpOptions & { readonly kind: 'http'; readonly id: string };

/** What a check does when it is down: the trip, with every default filled in. Times in milliseconds. */
export type Containment = {
  readonly service: string;
  readonly switch: string;
  readonly mode: TripMode;
  readonly allow: number;
  readonly sees: Sees;
  readonly relieves: readonly string[];
  readonly holdMs: number;
  readonly graceMs: number;
  readonly singleRegion: boolean;
};

/** A check as everything behind the definition uses it: every default filled in, times in milliseconds. */
export type Check = {
  readonly id: string;
  readonly kind: 'http';
  readonly url: string;
  readonly method: Method;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** All attempts of a run end within this: min(cadence − 1 s, 25 s). */
  readonly budgetMs: number;
  readonly cadenceMs: number;
  readonly expect: readonly Assertion[];
  readonly failWhen: Rule;
  readonly recoverWhen: Rule;
  /** Names of the regions that run it, in the monitor's order. */
  readonly regions: readonly string[];
  readonly quorum: number;
  readonly retry: readonly RetryClass[];
  readonly contain?: Containment;
};
