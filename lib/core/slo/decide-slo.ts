import { advanceCheck } from '../advance-check.ts';
import { isInTrouble, isOnlyUnusual, type Surroundings } from '../dependency.ts';
import type { CheckState } from '../incident.ts';
import type { CheckPolicy } from '../incident-step.ts';
import { judge } from '../judge.ts';
import { MINUTE } from '../time.ts';
import type { Member } from './burn.ts';
import { judgeSlo } from './judge-slo.ts';
import type { Slo } from './slo.ts';

/** How long after the trouble of a member nobody is told of the budget: the short window of what pages still sees it. */
const AFTER_MS = 30 * MINUTE;

/** A member and what was decided of it. */
export type JudgedMember = Member & { readonly state: CheckState | undefined };

/**
 * Judges an SLO and lets the verdict change the state of its alert. While a member is in trouble of which somebody was told,
 * or is held back, and half an hour after it, nobody is told of the budget that it burns: it would be the same page again.
 */
export function decideSlo(
  slo: Slo,
  members: readonly JudgedMember[],
  state: CheckState,
  policy: CheckPolicy,
  asOf: number,
): CheckState {
  const verdict = judgeSlo(slo, members, asOf);
  if (state.since === 0 && verdict.name === 'up') return state;
  const around = aroundOf(members, asOf, verdict.name !== 'up');
  return advanceCheck(state, { type: 'verdict', verdict, around }, policy);
}

/** Members stand where parents do. One that is down may not have been decided yet, where another container does it just now. */
function aroundOf(members: readonly JudgedMember[], asOf: number, burns: boolean): Surroundings {
  const parents = members.flatMap(({ check, series, state }) => {
    if (burns && !isInTrouble(state) && judge(check, series, asOf).name === 'down') {
      return [{ check: check.id, kind: 'own' as const, inTrouble: true, since: asOf, cadenceMs: 0 }];
    }
    const isOver = !isInTrouble(state) || isOnlyUnusual(state);
    if (state === undefined || (isOver && asOf >= (state.endedAt ?? Number.NEGATIVE_INFINITY) + AFTER_MS)) return [];
    return [{ check: check.id, kind: 'own' as const, inTrouble: true, since: state.since, cadenceMs: 0 }];
  });
  return { parents };
}
