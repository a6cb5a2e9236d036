/** `upstream`: somebody else's. What it breaks is booked apart from one's own error budget. */
export type DependencyKind = 'own' | 'upstream';

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

/** No maintenance, no parents. */
export const NO_SURROUNDINGS: Surroundings = { parents: [] };
