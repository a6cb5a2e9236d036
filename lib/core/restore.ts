import type { ContainmentState } from './incident.ts';
import {
  type CheckPolicy,
  claimData,
  contain,
  nameSwitch,
  oweHold,
  oweRelease,
  record,
  type Step,
  tell,
} from './incident-step.ts';
import type { Containment } from './trip.ts';

/** Percent of traffic that a restore lets through, step by step; each step needs two passing runs of each fresh region. */
export const RESTORE_STEPS: readonly number[] = [1, 10, 50, 100];

type Is<Name extends ContainmentState['is']> = Extract<ContainmentState, { is: Name }>;

/** Lets the next share of traffic through, on trial. */
export function takeStep(
  step: Step,
  policy: CheckPolicy,
  trip: Containment,
  from: { n: number; step: number; retrips: number },
  at: number,
): Step {
  const next = RESTORE_STEPS.findIndex((allow, i) => i > from.step && allow > trip.allow);
  const allow = RESTORE_STEPS[next] ?? 100;
  const n = from.n + 1;
  const owed = oweHold(step, policy, trip, { n, allow, reason: 'restore', at });
  const state: Is<'restoring'> = {
    is: 'restoring',
    n,
    step: next,
    allow,
    askedAt: at,
    deadline: at,
    retrips: from.retrips,
  };
  return contain(owed, state);
}

/** Takes a trial back: the switch goes to its tripped level, and stays there twice as long. */
export function retrip(
  step: Step,
  policy: CheckPolicy,
  trip: Containment,
  from: Is<'restoring'>,
  at: number,
  why: string,
): Step {
  const n = from.n + 1;
  const retrips = from.retrips + 1;
  const text = `back to ${trip.allow} % from ${from.allow} %: ${why}`;
  const told = record(step, at, 're-tripped', text, { ...claimData(trip, trip.allow), retrips });
  const owed = oweHold(told, policy, trip, { n, allow: trip.allow, reason: 'down', at });
  return contain(owed, { is: 'asked', n, askedAt: at, retrips }, { retrips });
}

/** Gives the switch back, by a person's word or at the end. */
export function askRelease(
  step: Step,
  policy: CheckPolicy,
  trip: Containment,
  release: { n: number; ends: 'restored' | 'given-up'; why: string; at: number },
): Step {
  const n = release.n + 1;
  const told = record(step, release.at, 'release-asked', `release of ${nameSwitch(trip)}: ${release.why}`);
  const owed = oweRelease(told, policy, trip, n, release.at);
  return contain(owed, { is: 'releasing', n, askedAt: release.at, ends: release.ends, why: release.why });
}

/** No trial by itself any more: a person is told how to restore. */
export function askPerson(
  step: Step,
  policy: CheckPolicy,
  trip: Containment,
  state: Is<'contained'>,
  at: number,
  why: string,
): Step {
  const told = tell(record(step, at, 'restore-suggested', `a person was asked to restore: ${why}`), policy, {
    kind: 'update',
    at,
    what: `${nameSwitch(trip)} stays at ${trip.allow} % until a person restores it: ${why}`,
    contained: `${nameSwitch(trip)} at ${trip.allow} %`,
    next: `npx killdeer switch release ${trip.service} ${trip.switch}`,
  });
  return contain(told, { ...state, person: true });
}
