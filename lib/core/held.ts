import type { ParentState, Surroundings } from './dependency.ts';
import type { CheckState, Held } from './incident.ts';
import { formatInstant, formatSpan } from './time.ts';
import type { Verdict } from './verdict.ts';

/**
 * Why nobody is told yet of a check in trouble; undefined when somebody must be. While a maintenance lasts; while a parent is
 * in trouble; and for one of the parent's intervals from when the check went down, or its parent got well again: a child is
 * usually the first to fail, and the last to recover. `state.since` is when the verdict began to stand.
 */
export function heldBy(
  state: CheckState,
  verdict: Verdict,
  { maintenanceUntil, parents }: Surroundings,
): Held | undefined {
  const since = state.held?.since ?? Math.min(verdict.evidence.firstFailureAt ?? verdict.asOf, verdict.asOf);
  const parent = parents.find(({ inTrouble }) => inTrouble) ?? parents.find((one) => isAwaited(one, state, verdict));
  if (parent !== undefined) return { for: 'parent', by: parent.check, kind: parent.kind, since };
  return maintenanceUntil === undefined ? undefined : { for: 'maintenance', since };
}

/** Whether the trouble of a check, or of one of its parents, may be a parent's that is somebody else's. */
export function isUpstream({ parents }: Surroundings): boolean {
  return parents.some(({ kind, inTrouble }) => kind === 'upstream' && inTrouble);
}

/** What is said of a hold when it is over and the check still fails. */
export function describeHold({ for: what, by, since }: Held, at: number): string {
  const how = `in trouble for ${formatSpan(at - since)}, since ${formatInstant(since)}`;
  const why = what === 'maintenance' ? 'a maintenance lasted' : `its parent ${by} was in trouble, or could have been`;
  return `${how}; nobody was told while ${why}`;
}

/** What a notice says of each parent. */
export function describeParents({ parents }: Surroundings): readonly string[] {
  return parents.map(({ check, kind, inTrouble, since }) => {
    const name = kind === 'upstream' ? `${check} (upstream)` : check;
    const how = inTrouble ? 'in trouble' : 'well';
    return `parent ${name}: ${how}${since === 0 ? '' : ` since ${formatInstant(since)}`}`;
  });
}

function isAwaited({ since, cadenceMs }: ParentState, state: CheckState, { asOf }: Verdict): boolean {
  return asOf < Math.max(state.since, since) + cadenceMs;
}
