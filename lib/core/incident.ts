import type { Owed } from './effect.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Severity } from './notice.ts';
import type { LateRun, Seen } from './seen.ts';
import type { Containment } from './trip.ts';
import type { Evidence, RoutedVerdict, VerdictName } from './verdict.ts';

/** How far containment has come. Each variant carries only what is true in it. Instants in milliseconds. */
export type ContainmentState =
  /**
   * Nothing is held; `why` when it is not to be tried again in this incident. `lastN`: number of the last claim, which was
   * given back at `freedAt`.
   */
  | { readonly is: 'none'; readonly why?: string; readonly lastN?: number; readonly freedAt?: number }
  /** `shadow` and `suggest`: said, not done. */
  | { readonly is: 'advised' }
  /** The hold is owed; the switchboards are not written yet. */
  | {
      readonly is: 'asked';
      readonly n: number;
      readonly askedAt: number;
      readonly retrips: number;
      /** A person was told that the switch is not set yet. */
      readonly late?: true;
    }
  /** The switch is off. A first trial not before `holdUntil`. */
  | {
      readonly is: 'contained';
      readonly n: number;
      readonly since: number;
      readonly holdUntil: number;
      readonly retrips: number;
      /** The checks that the trip should make better, until they did or `deadline`. */
      readonly relief?: { readonly watching: readonly string[]; readonly deadline: number };
      /** A person was asked to restore; no trial starts by itself. */
      readonly person: boolean;
    }
  /** A trial: `allow` percent pass. `since` is set when the service took the step. */
  | {
      readonly is: 'restoring';
      readonly n: number;
      readonly step: number;
      readonly allow: number;
      readonly askedAt: number;
      readonly since?: number;
      readonly deadline: number;
      readonly retrips: number;
    }
  /** The release is owed. `ends`: whether it was the last step of a restore. */
  | {
      readonly is: 'releasing';
      readonly n: number;
      readonly askedAt: number;
      readonly ends: 'restored' | 'given-up';
      readonly why: string;
    };

/** A check's trouble, from first evidence to the end. */
export type Incident = {
  readonly id: string;
  /** `warning`: degraded or partial for a while; `critical`: down. A warning that goes down becomes critical. */
  readonly severity: Severity;
  /** What it is about by now. Absent in what earlier releases stored. */
  readonly about?: RoutedVerdict;
  /** Nobody is told of it: its route says so. */
  readonly silent?: true;
  readonly openedAt: number;
  readonly firstFailureAt: number;
  readonly evidence: Evidence;
  readonly containment: ContainmentState;
  /** When a switch was first off for it. */
  readonly containedAt?: number;
  /** The trip that was asked for: what is held is given back by it, whatever the definition says by then. */
  readonly trip?: Containment;
  readonly retrips: number;
  readonly acknowledged?: { readonly by: string; readonly at: number };
  /** Events so far; those before `archived` have left the aggregate. */
  readonly eventCount: number;
  readonly events: readonly IncidentEvent[];
};

/**
 * The check aggregate: one item, one version, everything that a decision about the check needs. `calm` and `suspected`
 * have no incident.
 */
export type CheckState = {
  readonly check: string;
  readonly verdict: VerdictName;
  /** Since when the verdict stands. */
  readonly since: number;
  /** `asOf` of the newest verdict that was judged; older ones are ignored. */
  readonly judgedAt: number;
  /** What the newest change rested on, so that what came after it is told apart. Absent in what earlier releases stored. */
  readonly seen?: Seen;
  /** Runs that came after a change that they might have made another one, since the last incident ended. */
  readonly late?: readonly LateRun[];
  /** The newest instants at which it went down or was well again, oldest first: as many as make it flapping. */
  readonly turns?: readonly number[];
  /** Something unusual about it stands that no change explains, whatever the rules say. */
  readonly unusual?: true;
  readonly flap?: FlapState;
  /** In trouble, and not told: while a parent is in trouble or a maintenance lasts. */
  readonly held?: Held;
  /** When its last trouble ended: no incident, not held, not down. */
  readonly endedAt?: number;
  readonly incident?: Incident;
  readonly owed: readonly Owed[];
};

/** A check that goes up and down. Instants in milliseconds since 1970. */
export type FlapState = {
  readonly since: number;
  /** What it was before it began. */
  readonly before: 'well' | 'down';
  /** What its last turn led to. */
  readonly side: 'well' | 'down';
  /** Times that it went down since then. */
  readonly falls: number;
  /** When the next digest is told. */
  readonly digestAt: number;
};

/** `upstream`: somebody else's. What it breaks is booked apart from one's own error budget. */
export type DependencyKind = 'own' | 'upstream';

/** Why nobody is told of a check in trouble, which it is since `since`. `by`: the parent, where it is one. */
export type Held = {
  readonly for: 'parent' | 'maintenance';
  readonly by?: string;
  readonly kind?: DependencyKind;
  readonly since: number;
};
