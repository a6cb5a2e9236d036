import { advanceCheck } from './advance-check.ts';
import { maintenanceUntil } from './calendar/maintenance.ts';
import type { Change } from './change.ts';
import type { Check } from './check.ts';
import type { ParentState } from './dependency.ts';
import type { CheckState } from './incident.ts';
import type { CheckPolicy } from './incident-step.ts';
import { judge } from './judge.ts';
import { seenOf } from './late-run.ts';
import type { LateRun } from './seen.ts';
import type { Series } from './series.ts';
import type { Verdict } from './verdict.ts';

/** Most late runs that are kept of a check: its aggregate is one item. */
const MOST_LATE = 100;

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
 * order comes to the same state, whether they came one by one or all at once. `late`: the runs that came after the change that
 * stands; they are kept, so that whoever decides it again sees them when they were seen.
 */
export function decideCheck(
  { check, policy, parents, changes }: Grounds,
  state: CheckState,
  looks: readonly Look[],
  late: readonly LateRun[] = [],
): { readonly state: CheckState; readonly verdict?: Verdict } {
  let now = late.length === 0 ? state : { ...state, late: [...(state.late ?? []), ...late].slice(-MOST_LATE) };
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
    // It was judged at this instant, or later, on no less.
    if (now.seen !== undefined && asOf <= now.judgedAt) continue;
    // A digest that was due by then comes before what a later result makes of the check, whoever looks first.
    if (now.flap !== undefined && asOf >= now.flap.digestAt)
      now = advanceCheck(now, { type: 'time', at: asOf }, policy);
    // Of the look's own instant: those that are judged together may lie on both sides of the end of a maintenance.
    const until = maintenanceUntil(check.maintenance, asOf);
    const around = { parents, ...(until !== undefined && { maintenanceUntil: until }) };
    const next = advanceCheck(now, { type: 'verdict', verdict, around }, policy);
    const isNoted = next !== now || late.some(({ at }) => at === asOf);
    now = isNoted ? { ...next, judgedAt: Math.max(asOf, next.judgedAt), seen: seenOf(series, asOf) } : next;
  }
  return verdict === undefined ? { state: now } : { state: now, verdict };
}
