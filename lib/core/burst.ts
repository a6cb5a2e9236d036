import { owe } from './effect.ts';
import type { CheckState } from './incident.ts';
import type { Verdict, VerdictName } from './verdict.ts';

/** Whether a check that was well is in doubt now, so that all regions shall look at it at once. */
export function wantsBurst(before: CheckState, verdict: Verdict): boolean {
  return isDoubtful(verdict.name) && !isDoubtful(before.verdict) && before.verdict !== 'down';
}

/** Neither well nor down: some regions, or some runs, say that it fails. */
export function isDoubtful(verdict: VerdictName): boolean {
  return verdict === 'suspected' || verdict === 'partial';
}

/** Owes a burst: every region runs the check as often as the verdict lacks runs. Nothing where no region triggered it. */
export function oweBurst(state: CheckState, verdict: Verdict): CheckState {
  if (verdict.trigger === undefined) return state;
  const slot = verdict.asOf;
  const effect = {
    type: 'burst' as const,
    check: state.check,
    by: verdict.trigger.region,
    slot,
    runs: verdict.lacking,
  };
  return { ...state, owed: [...state.owed, owe(`${state.check}/burst-${slot}`, `${state.check}/burst`, effect, slot)] };
}
