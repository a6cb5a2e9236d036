import type { IncidentEvent, IncidentSummary } from './incident-event.ts';
import type { Notice } from './notice.ts';
import type { SwitchReason } from './switchboard.ts';
import { HOUR, MINUTE, SECOND } from './time.ts';

/** Something that must happen in the world because a decision was made. */
export type Effect =
  /** Every region of the check runs it `runs` times, 2 s apart, to confirm or deny a first failure. */
  | {
      readonly type: 'burst';
      readonly check: string;
      readonly by: string;
      readonly slot: number;
      readonly runs: number;
    }
  /** `channel`: `sns`, or a webhook's id. */
  | { readonly type: 'notice'; readonly channel: string; readonly notice: Notice }
  /** Claims that a switch stay at or under `allow`. `n` grows with each claim of an incident; late ones are ignored. */
  | {
      readonly type: 'hold';
      readonly incident: string;
      readonly check: string;
      readonly n: number;
      readonly service: string;
      readonly switch: string;
      readonly allow: number;
      readonly reason: SwitchReason;
    }
  | {
      readonly type: 'release';
      readonly incident: string;
      readonly check: string;
      readonly n: number;
      readonly service: string;
      readonly switch: string;
    }
  /** Events that leave the aggregate; with `summary` the incident is complete. */
  | {
      readonly type: 'archive';
      readonly incident: string;
      readonly events: readonly IncidentEvent[];
      readonly summary?: IncidentSummary;
    }
  /** Writes the service's switchboard, as it stands when it is written, to one region. */
  | {
      readonly type: 'switchboard';
      readonly service: string;
      readonly region: string;
      readonly epoch: number;
      readonly incidents: readonly string[];
    };

/** An effect that an aggregate owes. Within a lane the next waits until the one before it is done or dead. */
export type Owed = {
  /** `<incident>/<transition>/<lane>`: receivers are idempotent by it. */
  readonly id: string;
  readonly lane: string;
  readonly effect: Effect;
  readonly owedAt: number;
  /** Attempts so far. */
  readonly attempts: number;
  /** Not before this instant; 0 until the first attempt. */
  readonly retryAt: number;
  /** Why the last attempt failed. */
  readonly error?: string;
};

/** What became of one attempt. `vetoed`: refused for a reason, final. */
export type EffectOutcome =
  | { readonly is: 'done'; readonly detail?: string }
  | { readonly is: 'vetoed'; readonly reason: string }
  | { readonly is: 'retry'; readonly error: string }
  /** Given up. `outliving` says when. */
  | { readonly is: 'dead'; readonly error: string };

/** An effect that could not be performed for so long is dead: recorded, alarmed, and its lane goes on. */
export const EFFECT_LIFE_MS = 24 * HOUR;

/** With more than this owed the oldest notices may be given up: the aggregate is one item, and must stay writable. */
export const MOST_OWED = 200;

/** No notice is given up for room before so many attempts. */
const FEWEST_ATTEMPTS = 3;

const LONGEST_WAIT_MS = 5 * MINUTE;

/** A new entry for `owed`. */
export function owe(id: string, lane: string, effect: Effect, owedAt: number): Owed {
  return { id, lane, effect, owedAt, attempts: 0, retryAt: 0 };
}

/** The first effect of each lane: what may be attempted now, whether or not its time has come. */
export function laneHeads(owed: readonly Owed[]): readonly Owed[] {
  const seen = new Set<string>();
  return owed.filter(({ lane }) => !seen.has(lane) && seen.add(lane));
}

/** The heads whose time has come. */
export function attemptable(owed: readonly Owed[], now: number): readonly Owed[] {
  return laneHeads(owed).filter(({ retryAt }) => retryAt <= now);
}

/**
 * Milliseconds until the next attempt: 1 s doubled at each failure, at most 5 min, of which a random half is kept
 * ("equal jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). 0 ≤ chance < 1.
 */
export function backoffMs(attempts: number, chance: number): number {
  const wait = Math.min(SECOND * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT_MS);
  return Math.round(wait / 2 + (wait / 2) * chance);
}

/**
 * The outcome of an attempt, where one more failure is the last: after a day; or, while too much is owed, for a notice
 * that is among the oldest and was tried several times. A claim on a switch and the archive are never given up for room.
 */
export function outliving(outcome: EffectOutcome, entry: Owed, owed: readonly Owed[], now: number): EffectOutcome {
  if (outcome.is !== 'retry') return outcome;
  const isOld = owed.slice(0, Math.max(0, owed.length - MOST_OWED)).some(({ id }) => id === entry.id);
  const isInTheWay = isOld && entry.effect.type === 'notice' && entry.attempts + 1 >= FEWEST_ATTEMPTS;
  const isOver = now - entry.owedAt >= EFFECT_LIFE_MS || isInTheWay;
  return isOver ? { is: 'dead', error: outcome.error } : outcome;
}

export type Settled = {
  readonly owed: readonly Owed[];
  /** The effect that is finished by this outcome, or undefined when it is still owed. */
  readonly finished?: { readonly owed: Owed; readonly as: 'done' | 'vetoed' | 'dead'; readonly detail: string };
};

/** Books the outcome of an attempt. An id that is no longer owed changes nothing: the same outcome came twice. */
export function settle(
  owed: readonly Owed[],
  id: string,
  outcome: EffectOutcome,
  now: number,
  chance: number,
): Settled {
  const entry = owed.find((one) => one.id === id);
  if (entry === undefined) return { owed };
  const rest = owed.filter((one) => one !== entry);
  switch (outcome.is) {
    case 'done':
      return { owed: rest, finished: { owed: entry, as: 'done', detail: outcome.detail ?? '' } };
    case 'vetoed':
      return { owed: rest, finished: { owed: entry, as: 'vetoed', detail: outcome.reason } };
    case 'retry': {
      const attempts = entry.attempts + 1;
      const retryAt = now + backoffMs(attempts, chance);
      const next: Owed = { ...entry, attempts, retryAt, error: outcome.error };
      return { owed: owed.map((one) => (one === entry ? next : one)) };
    }
    case 'dead':
      return { owed: rest, finished: { owed: entry, as: 'dead', detail: outcome.error } };
    default:
      return outcome satisfies never;
  }
}
