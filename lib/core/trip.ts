import type { Rule, RuleDefinition } from './rule.ts';
import type { SwitchRef } from './service.ts';
import type { Duration } from './time.ts';

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
  /** When a region counts as failing enough to trip. Default: the check's `failWhen`. */
  readonly when?: RuleDefinition;
  /** How many regions must: a number, or a share below 1. At least the check's own quorum, which is the default. */
  readonly quorum?: number;
  /** Says that one region is enough evidence to contain. Needed when the check runs in one region. */
  readonly singleRegion?: boolean;
};

export type TripDefinition = TripOptions & { readonly kind: 'trip'; readonly switch: SwitchRef };

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
  /** Absent: the check's `failWhen`. */
  readonly when?: Rule;
  /** Absent: the check's. */
  readonly quorum?: number;
};
