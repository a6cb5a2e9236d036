import type { CheckState, DependencyKind } from './incident.ts';
import type { Verdict } from './verdict.ts';

/** A check of what another one needs: its id, or `upstream('stripe')`. */
export type ParentDefinition = string | { readonly check: string; readonly kind: DependencyKind };

export type Parent = { readonly check: string; readonly kind: DependencyKind };

/** A parent as it stands when its child is judged. */
export type ParentState = Parent & {
  /** Down, flapping, or in an incident; also where nobody was told, so that one hop is enough for any chain. */
  readonly inTrouble: boolean;
  /** Since when that is so; 0 for one that was never in trouble. Milliseconds since 1970. */
  readonly since: number;
  readonly cadenceMs: number;
};

/** What stands around a check when it is judged, beside its own results. */
export type Surroundings = {
  /** The end of the maintenance that holds now. Milliseconds since 1970. */
  readonly maintenanceUntil?: number;
  readonly parents: readonly ParentState[];
};

/**
 * A parent as its own state, and its own results where they were judged, show it. One that is not asked at this time holds
 * nobody: its incident may stay open all night, and a child that is down is then news.
 */
export function parentStateOf(
  parent: Parent,
  { cadenceMs, isAsked }: { readonly cadenceMs: number; readonly isAsked: boolean },
  state: CheckState | undefined,
  verdict?: Verdict,
): ParentState {
  const isKnown = (isInTrouble(state) && !isOnlyUnusual(state)) || verdict?.name === 'down';
  const inTrouble = isKnown && isAsked;
  return {
    ...parent,
    cadenceMs,
    inTrouble,
    since: (inTrouble ? state?.since : state?.endedAt) ?? 0,
  };
}

/** Whether a check is in trouble that those who depend on it suffer from, told or not. */
export function isInTrouble(state: CheckState | undefined): boolean {
  if (state === undefined) return false;
  return (
    state.incident !== undefined || state.held !== undefined || state.verdict === 'down' || state.verdict === 'flapping'
  );
}

/**
 * Whether nothing is known against a check but that it is not as usual. That may last for days, and is no reason to keep from
 * anybody that what depends on it is down.
 */
export function isOnlyUnusual(state: CheckState | undefined): boolean {
  const { unusual, incident, verdict } = state ?? {};
  return unusual === true && incident?.about === 'degraded' && (verdict === 'degraded' || verdict === 'up');
}

/** No maintenance, no parents. */
export const NO_SURROUNDINGS: Surroundings = { parents: [] };
