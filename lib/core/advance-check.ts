import { removeCheck, resolveIncident } from './close-incident.ts';
import { containmentAnswered, isHolding, judgeContainment, judgeRelief, timeContainment } from './containment.ts';
import type { Surroundings } from './dependency.ts';
import { type Owed, owe } from './effect.ts';
import type { CheckState } from './incident.ts';
import { type CheckPolicy, record, type Step } from './incident-step.ts';
import { escalate, openIncident, tryContain } from './open-incident.ts';
import { askRelease } from './restore.ts';
import { MINUTE } from './time.ts';
import type { Verdict, VerdictName } from './verdict.ts';

/** Trouble that is no outage is told after so long, or two cadences where that is longer. */
const LINGERS_MS = MINUTE;

/** What may change a check's state. Instants in milliseconds since 1970. */
export type CheckSignal =
  | { readonly type: 'verdict'; readonly verdict: Verdict; readonly around?: Surroundings }
  | { readonly type: 'time'; readonly at: number }
  /** An owed effect is finished. `relieved`: for a hold, the checks in `relieves` that were in trouble then. */
  | {
      readonly type: 'performed';
      readonly owed: Owed;
      readonly as: 'done' | 'vetoed' | 'dead';
      readonly detail: string;
      readonly at: number;
      readonly relieved: readonly string[];
    }
  /** The grace of a trip is over; `down`: the watched checks that are no better. */
  | { readonly type: 'relief'; readonly down: readonly string[]; readonly at: number }
  | { readonly type: 'acknowledge'; readonly by: string; readonly at: number }
  /** A person gives the incident's switch back. */
  | { readonly type: 'release'; readonly by: string; readonly at: number }
  /** The check is no longer defined. */
  | { readonly type: 'removed'; readonly at: number };

/** A check that was never in trouble. */
export function calmCheck(check: string): CheckState {
  return { check, verdict: 'up', since: 0, judgedAt: 0, owed: [] };
}

/** Whether detection must keep an eye on it: an incident, or a verdict that is not plain health. */
export function isCalm(state: CheckState): boolean {
  return state.incident === undefined && (state.verdict === 'up' || state.verdict === 'unknown');
}

/** The next state of a check. Returns the very same object when nothing changes. */
export function advanceCheck(state: CheckState, signal: CheckSignal, policy: CheckPolicy): CheckState {
  switch (signal.type) {
    case 'verdict':
      return signal.verdict.asOf < state.judgedAt ? state : takeVerdict(state, signal.verdict, policy);
    case 'performed':
      return changeIncident(state, (step) => tookEffect(step, signal, policy));
    case 'time':
      return changeIncident(state, (step) =>
        step.incident.trip === undefined ? step : timeContainment(step, policy, step.incident.trip, signal.at),
      );
    case 'relief':
      return changeIncident(state, (step) =>
        step.incident.trip === undefined ? step : judgeRelief(step, policy, step.incident.trip, signal.down, signal.at),
      );
    case 'acknowledge':
      return changeIncident(state, (step) => acknowledge(step, signal.by, signal.at));
    case 'release':
      return changeIncident(state, (step) => releaseByPerson(step, policy, signal.by, signal.at));
    case 'removed':
      return removeCheck(state, policy, signal.at);
    default:
      return signal satisfies never;
  }
}

function takeVerdict(state: CheckState, verdict: Verdict, policy: CheckPolicy): CheckState {
  const changed = verdict.name !== state.verdict;
  const judged: CheckState = changed
    ? { ...state, verdict: verdict.name, since: verdict.asOf, judgedAt: verdict.asOf }
    : state;
  if (judged.incident === undefined) {
    if (verdict.name === 'down') {
      const opened = openIncident(judged, verdict, policy);
      // Down at its first failure, and not enough to contain: nobody has been asked yet.
      const isEnough = policy.contain === undefined || verdict.containable;
      return isEnough || isDoubtful(state.verdict) ? opened : oweBurst(opened, verdict);
    }
    if (isLingering(judged, verdict, policy)) return openIncident(judged, verdict, policy);
    return changed && wantsBurst(state, verdict) ? oweBurst(judged, verdict) : judged;
  }
  const next = changeIncident(judged, (step) => judgeIncident(step, verdict, policy));
  const { incident } = next;
  const isWell = verdict.recovered && (incident?.severity === 'critical' || verdict.name === 'up');
  if (incident === undefined || !isWell || isHolding(incident)) return next;
  return resolveIncident(next, incident, verdict, policy);
}

/** Degraded or partial for long enough to tell somebody: most of it is over, or down, much sooner. */
function isLingering(state: CheckState, { name, asOf }: Verdict, { cadenceMs }: CheckPolicy): boolean {
  if (name !== 'degraded' && name !== 'partial') return false;
  return asOf - state.since >= Math.max(LINGERS_MS, 2 * cadenceMs);
}

function judgeIncident(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const { containment, trip, severity } = step.incident;
  if (severity === 'warning') return verdict.name === 'down' ? escalate(step, verdict, policy) : step;
  if (containment.is === 'none' && verdict.name === 'down') return tryContain(step, verdict, policy);
  return trip === undefined ? step : judgeContainment(step, policy, trip, verdict);
}

function acknowledge(step: Step, by: string, at: number): Step {
  if (step.incident.acknowledged !== undefined) return step;
  const told = record(step, at, 'acknowledged', `acknowledged by ${by}`);
  return { ...told, incident: { ...told.incident, acknowledged: { by, at } } };
}

function releaseByPerson(step: Step, policy: CheckPolicy, by: string, at: number): Step {
  const { containment, trip } = step.incident;
  if (trip === undefined || !('n' in containment) || containment.is === 'releasing') return step;
  const why = `released by ${by}`;
  return askRelease(step, policy, trip, { n: containment.n, ends: 'given-up', why, at });
}

function tookEffect(step: Step, signal: Extract<CheckSignal, { type: 'performed' }>, policy: CheckPolicy): Step {
  const { effect, id } = signal.owed;
  if ((effect.type === 'hold' || effect.type === 'release') && effect.incident === step.incident.id) {
    const { trip } = step.incident;
    if (trip === undefined) return step;
    return containmentAnswered(step, policy, trip, { ...signal, n: effect.n });
  }
  const of = effect.type === 'notice' ? effect.notice.incident : 'incident' in effect ? effect.incident : undefined;
  if (signal.as !== 'dead' || of !== step.incident.id) return step;
  return record(step, signal.at, 'undeliverable', `${effect.type} gave up: ${signal.detail}`, { effect: id });
}

function changeIncident(state: CheckState, change: (step: Step) => Step): CheckState {
  const { incident } = state;
  if (incident === undefined) return state;
  const next = change({ incident, owes: [] });
  if (next.incident === incident && next.owes.length === 0) return state;
  return { ...state, incident: next.incident, owed: [...state.owed, ...next.owes] };
}

function wantsBurst(before: CheckState, verdict: Verdict): boolean {
  return isDoubtful(verdict.name) && !isDoubtful(before.verdict) && before.verdict !== 'down';
}

function isDoubtful(verdict: VerdictName): boolean {
  return verdict === 'suspected' || verdict === 'partial';
}

function oweBurst(state: CheckState, verdict: Verdict): CheckState {
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
