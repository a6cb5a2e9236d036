import { removeCheck } from './close-incident.ts';
import { containmentAnswered, judgeRelief, timeContainment } from './containment.ts';
import { NO_SURROUNDINGS, type Surroundings } from './dependency.ts';
import type { Owed } from './effect.ts';
import type { CheckState } from './incident.ts';
import { type CheckPolicy, changeIncident, record, type Step } from './incident-step.ts';
import { askRelease } from './restore.ts';
import { takeVerdict } from './take-verdict.ts';
import { tellDigest } from './tell-flapping.ts';
import { DAY } from './time.ts';
import type { Verdict } from './verdict.ts';

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
      return signal.verdict.asOf < state.judgedAt
        ? state
        : takeVerdict(state, signal.verdict, policy, signal.around ?? NO_SURROUNDINGS);
    case 'performed':
      return changeIncident(state, (step) => tookEffect(step, signal, policy));
    case 'time':
      return passTime(state, policy, signal.at);
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

/** What time alone may tell: the digest of a check that flaps, and what containment waits for. */
function passTime(state: CheckState, policy: CheckPolicy, at: number): CheckState {
  const { flap, incident } = state;
  if (flap !== undefined && incident !== undefined && at >= flap.digestAt) {
    const windowMs = policy.flapping?.windowMs ?? DAY;
    // Of when it was due: whoever is late says the same, and of several that were missed the last one.
    const due = flap.digestAt + Math.floor((at - flap.digestAt) / windowMs) * windowMs;
    const next = { ...state, flap: { ...flap, digestAt: due + windowMs } };
    return changeIncident(next, (step) => tellDigest(step, state, due, policy));
  }
  return changeIncident(state, (step) =>
    step.incident.trip === undefined ? step : timeContainment(step, policy, step.incident.trip, at),
  );
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
