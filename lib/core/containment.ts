import type { ContainmentState, Incident } from './incident.ts';
import {
  type CheckPolicy,
  claimData,
  contain,
  nameSwitch,
  nameTrip,
  oweHold,
  record,
  type Step,
  suggestion,
  tell,
} from './incident-step.ts';
import { askPerson, askRelease, RESTORE_STEPS, retrip, takeStep } from './restore.ts';
import { formatSpan, HOUR, MINUTE } from './time.ts';
import type { Containment } from './trip.ts';
import type { Verdict } from './verdict.ts';

/** After so many re-trips a person restores. */
export const MOST_RETRIPS = 3;

/** Longest that a tripped switch stays off before a trial, whatever the doubling says. */
export const LONGEST_HOLD_MS = HOUR;

/** A step of a restore that is not through by then re-trips: at least 10 min, 20 cadences for slow checks. */
const TRIAL_MS = 10 * MINUTE;
const TRIAL_CADENCES = 20;

type Is<Name extends ContainmentState['is']> = Extract<ContainmentState, { is: Name }>;

/** A switch that is asked for and not written after so long is told to a person. */
export const LATE_MS = MINUTE;

/** What the service answered to claim `n`. `relieved`: the checks in `relieves` that were in trouble then. */
type Answer = {
  readonly n: number;
  readonly as: 'done' | 'vetoed' | 'dead';
  readonly detail: string;
  readonly at: number;
  readonly relieved: readonly string[];
};

/** Decides, with a verdict that allows it, whether and how to trip. Called once per incident. */
export function startContainment(step: Step, policy: CheckPolicy, trip: Containment, at: number): Step {
  const what = nameTrip(trip);
  switch (trip.mode) {
    case 'shadow':
      return contain(record(step, at, 'would-trip', `in mode auto this would set ${what}`), { is: 'advised' });
    case 'suggest':
      return contain(record(step, at, 'trip-suggested', `a person was asked to set ${what}`), { is: 'advised' });
    case 'auto': {
      const asked = record(step, at, 'trip-asked', `asked for ${what}`, claimData(trip, trip.allow));
      const { containment } = step.incident;
      const n = containment.is === 'none' ? (containment.lastN ?? 0) + 1 : 1;
      const held = oweHold(asked, policy, trip, { n, allow: trip.allow, reason: 'down', at });
      return contain(held, { is: 'asked', n, askedAt: at, retrips: 0 }, { trip });
    }
    default:
      return trip.mode satisfies never;
  }
}

/** What containment makes of a new verdict: start a trial, take the next step, re-trip, or nothing. */
export function judgeContainment(step: Step, policy: CheckPolicy, trip: Containment, verdict: Verdict): Step {
  const state = step.incident.containment;
  const at = verdict.asOf;
  switch (state.is) {
    case 'contained':
      if (state.person || trip.sees !== 'dependency') return step;
      if (!verdict.recovered || at < state.holdUntil) return step;
      return takeStep(step, policy, trip, { ...state, step: -1 }, at);
    case 'restoring':
      if (state.since === undefined || verdict.name === 'unknown') return step;
      if (verdict.trial === 'failed') return retrip(step, policy, trip, state, at, 'it failed again');
      if (verdict.trial !== 'passed') return step;
      if (state.step + 1 < RESTORE_STEPS.length) return takeStep(step, policy, trip, state, at);
      return askRelease(step, policy, trip, { n: state.n, ends: 'restored', why: 'every step passed', at });
    case 'none':
    case 'advised':
    case 'asked':
    case 'releasing':
      return step;
    default:
      return state satisfies never;
  }
}

/** What containment makes of time alone: a trial that hangs re-trips; what cannot verify itself asks a person. */
export function timeContainment(step: Step, policy: CheckPolicy, trip: Containment, at: number): Step {
  const state = step.incident.containment;
  if (state.is === 'asked' && state.late !== true && at >= state.askedAt + LATE_MS) {
    const what = `${nameSwitch(trip)} is not set after ${formatSpan(LATE_MS)}: its switchboard cannot be written`;
    const told = tell(record(step, at, 'trip-late', what), policy, {
      kind: 'update',
      at,
      what,
      contained: `nothing yet: ${nameSwitch(trip)} could not be written`,
      next: 'npx killdeer switch list',
    });
    return contain(told, { ...state, late: true });
  }
  if (state.is === 'restoring' && state.since !== undefined && at >= state.deadline) {
    return retrip(step, policy, trip, state, at, 'the step was not verified in time');
  }
  if (state.is === 'contained' && !state.person && trip.sees === 'contained' && at >= state.holdUntil) {
    return askPerson(step, policy, trip, state, at, 'the check sees the contained answer and cannot verify a restore');
  }
  return step;
}

/** The service answered a hold or a release. `relieved`: the checks in `relieves` that were in trouble then. */
export function containmentAnswered(step: Step, policy: CheckPolicy, trip: Containment, answer: Answer): Step {
  const state = step.incident.containment;
  const { at } = answer;
  if (!('n' in state) || state.n !== answer.n) return step;
  if (state.is === 'asked') {
    return answer.as === 'done'
      ? tripped(step, policy, trip, state, answer)
      : notTripped(step, policy, trip, state, answer);
  }
  if (state.is === 'restoring' && answer.as !== 'done') {
    const holdUntil = at + trip.holdMs;
    return contain(step, { is: 'contained', n: state.n, since: at, holdUntil, retrips: state.retrips, person: false });
  }
  if (state.is === 'restoring') {
    const text = `${nameSwitch(trip)} lets ${state.allow} % through, on trial`;
    const told = record(step, at, 'restore-step', text, claimData(trip, state.allow));
    const trialMs = Math.max(TRIAL_MS, TRIAL_CADENCES * policy.cadenceMs);
    return contain(told, { ...state, since: at, deadline: at + trialMs });
  }
  if (state.is === 'releasing') {
    const told = record(step, at, 'released', `${nameSwitch(trip)} released: ${state.why}`, claimData(trip, 100));
    const over = { is: 'none' as const, lastN: state.n, freedAt: at };
    return contain(told, state.ends === 'restored' ? over : { ...over, why: state.why });
  }
  return step;
}

/** The grace is over: `down` are the watched checks that are no better. If that is all of them, the trip is taken back. */
export function judgeRelief(
  step: Step,
  policy: CheckPolicy,
  trip: Containment,
  down: readonly string[],
  at: number,
): Step {
  const state = step.incident.containment;
  if (state.is !== 'contained' || state.relief === undefined || at < state.relief.deadline) return step;
  const { relief, ...rest } = state;
  if (!relief.watching.every((check) => down.includes(check))) {
    const better = relief.watching.filter((check) => !down.includes(check)).join(', ');
    return contain(record(step, at, 'relieved', `the trip helped: ${better} got better`), rest);
  }
  const why = `the trip did not help: ${relief.watching.join(', ')} no better`;
  const told = tell(record(step, at, 'ineffective', why), policy, {
    kind: 'update',
    at,
    what: `${why}; ${nameSwitch(trip)} is put back and stays so for this incident`,
    contained: `nothing: ${nameSwitch(trip)} is put back`,
  });
  return askRelease(told, policy, trip, { n: state.n, ends: 'given-up', why, at });
}

/** Whether the incident still has a claim on a switch, is about to, or had one at `asOf`: what ends it is seen after that. */
export function isHolding({ containment }: Incident, asOf: number): boolean {
  if (containment.is === 'none') return asOf < (containment.freedAt ?? Number.NEGATIVE_INFINITY);
  return containment.is !== 'advised';
}

function tripped(
  step: Step,
  policy: CheckPolicy,
  trip: Containment,
  state: Is<'asked'>,
  answer: { at: number; relieved: readonly string[] },
): Step {
  const { at, relieved } = answer;
  const holdMs = Math.min(trip.holdMs * 2 ** state.retrips, LONGEST_HOLD_MS);
  const watch = state.retrips === 0 && relieved.length > 0;
  const contained: Is<'contained'> = {
    is: 'contained',
    n: state.n,
    since: at,
    holdUntil: at + holdMs,
    retrips: state.retrips,
    person: false,
    ...(watch ? { relief: { watching: relieved, deadline: at + trip.graceMs } } : {}),
  };
  const told = record(step, at, 'tripped', `${nameSwitch(trip)} set to ${trip.allow} %`, claimData(trip, trip.allow));
  const next = contain(told, contained, { containedAt: step.incident.containedAt ?? at });
  if (state.retrips < MOST_RETRIPS) return next;
  return askPerson(next, policy, trip, contained, at, `${state.retrips} restores failed`);
}

function notTripped(step: Step, policy: CheckPolicy, trip: Containment, state: Is<'asked'>, answer: Answer): Step {
  const { n, at } = answer;
  const why = answer.as === 'vetoed' ? answer.detail : `could not be done: ${answer.detail}`;
  const told = tell(record(step, at, 'trip-vetoed', `${nameSwitch(trip)} not set: ${why}`), policy, {
    kind: 'update',
    at,
    what: `${policy.check} is down and was not contained: ${why}`,
    contained: `nothing: ${why}`,
    next: suggestion(trip),
  });
  // A re-trip that is refused must not leave the trial's own claim behind.
  if (state.retrips > 0) return askRelease(told, policy, trip, { n, ends: 'given-up', why, at });
  return contain(told, { is: 'none', lastN: n, why });
}
