import { advanceCheck } from './advance-check.ts';
import { maintenanceUntil } from './calendar/maintenance.ts';
import type { Change } from './change.ts';
import type { Check } from './check.ts';
import type { ParentState } from './dependency.ts';
import type { CheckState } from './incident.ts';
import type { CheckPolicy } from './incident-step.ts';
import { judge } from './judge.ts';
import type { Series } from './series.ts';
import type { Verdict } from './verdict.ts';

/** A check's series of all regions as they stood at an instant: after one of its runs ended. */
export type Look = { readonly series: ReadonlyMap<string, Series>; readonly asOf: number };

/** What deciding about a check rests on, beside its results and its own maintenance. */
export type Grounds = {
  readonly check: Check;
  readonly policy: CheckPolicy;
  readonly parents: readonly ParentState[];
  /** What was changed around the time of the runs. Default: nothing. */
  readonly changes?: readonly Change[];
};

/**
 * Judges a check at each look, oldest first, and lets each verdict change its state. Whoever has the same runs in the same
 * order comes to the same state, whether they came one by one or all at once.
 */
export function decideCheck(
  { check, policy, parents, changes }: Grounds,
  state: CheckState,
  looks: readonly Look[],
): { readonly state: CheckState; readonly verdict?: Verdict } {
  let now = state;
  let verdict: Verdict | undefined;
  for (const { series, asOf } of looks) {
    const { containment } = now.incident ?? {};
    verdict = judge(check, series, asOf, {
      trialSince: containment?.is === 'restoring' ? containment.since : undefined,
      isStanding: now.unusual === true,
      ...(changes !== undefined && { changes }),
    });
    // A check that was never in trouble is not written just to say so.
    if (now.since === 0 && verdict.name === 'up') continue;
    // Of the look's own instant: those that are judged together may lie on both sides of the end of a maintenance.
    const until = maintenanceUntil(check.maintenance, asOf);
    const around = { parents, ...(until !== undefined && { maintenanceUntil: until }) };
    now = advanceCheck(now, { type: 'verdict', verdict, around }, policy);
  }
  return verdict === undefined ? { state: now } : { state: now, verdict };
}
