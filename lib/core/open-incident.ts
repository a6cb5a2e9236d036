import { startContainment } from './containment.ts';
import type { CheckState, Incident } from './incident.ts';
import { type CheckPolicy, nameSwitch, nameTrip, record, type Step, suggestion, tell } from './incident-step.ts';
import { formatInstant } from './time.ts';
import type { Verdict } from './verdict.ts';

/** A check that was calm is down: an incident with a page, and a trip where the evidence is enough. */
export function openIncident(state: CheckState, verdict: Verdict, policy: CheckPolicy): CheckState {
  const at = verdict.asOf;
  const { evidence } = verdict;
  const firstFailureAt = evidence.firstFailureAt ?? at;
  const id = `${state.check}-${formatInstant(at).replaceAll(/[-:.]|Z$/g, '')}`;
  const fresh: Incident = {
    id,
    openedAt: at,
    firstFailureAt,
    evidence,
    containment: { is: 'none' },
    retrips: 0,
    eventCount: 0,
    events: [],
  };
  const failing = evidence.votes.filter(({ vote }) => vote === 'failing').map(({ region }) => region);
  const began = record({ incident: fresh, owes: [] }, firstFailureAt, 'first-failure', 'first failing run');
  const opened = record(began, at, 'opened', `${state.check} is down in ${failing.join(', ')} (${evidence.rule})`);
  const step = tryContain(opened, verdict, policy);
  const trip = policy.contain;
  const suggested = step.incident.containment.is === 'advised' && trip?.mode === 'suggest';
  const told = tell(step, policy, {
    kind: 'trigger',
    at,
    what: `${state.check} is down in ${failing.join(', ')}`,
    contained: describeContainment(step, policy),
    ...(suggested && trip !== undefined ? { next: suggestion(trip) } : {}),
  });
  return { ...state, incident: told.incident, owed: [...state.owed, ...told.owes] };
}

/** Trips once per incident, and only on the full quorum of fresh regions. */
export function tryContain(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const { containment } = step.incident;
  const tried = containment.is !== 'none' || containment.why !== undefined;
  if (policy.contain === undefined || tried || !verdict.containable) return step;
  return startContainment(step, policy, policy.contain, verdict.asOf);
}

function describeContainment(step: Step, policy: CheckPolicy): string {
  const trip = policy.contain;
  if (trip === undefined) return 'nothing: the check has no switch';
  switch (step.incident.containment.is) {
    case 'asked':
      return `${nameSwitch(trip)} is being set to ${trip.allow} %`;
    case 'advised':
      return trip.mode === 'shadow'
        ? `nothing: mode shadow; mode auto would set ${nameTrip(trip)}`
        : 'nothing: a person is asked';
    default:
      return 'nothing yet: not enough fresh regions fail to flip a switch';
  }
}
