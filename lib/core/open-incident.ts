import { startContainment } from './containment.ts';
import type { CheckState, Incident } from './incident.ts';
import { type CheckPolicy, nameSwitch, nameTrip, record, type Step, suggestion, tell } from './incident-step.ts';
import { formatInstant } from './time.ts';
import type { Verdict } from './verdict.ts';

/**
 * A check that was calm is in trouble. Down: an incident with a page, and a trip where the evidence is enough. Degraded or
 * partial: a warning, and no switch is touched.
 */
export function openIncident(state: CheckState, verdict: Verdict, policy: CheckPolicy): CheckState {
  const at = verdict.asOf;
  const { evidence } = verdict;
  const firstFailureAt = evidence.firstFailureAt ?? state.since;
  const id = `${state.check}-${formatInstant(at).replaceAll(/[-:.]|Z$/g, '')}`;
  const fresh: Incident = {
    id,
    severity: verdict.name === 'down' ? 'critical' : 'warning',
    openedAt: at,
    firstFailureAt,
    evidence,
    containment: { is: 'none' },
    retrips: 0,
    eventCount: 0,
    events: [],
  };
  const what = describeTrouble(state.check, verdict);
  const first = verdict.name === 'degraded' ? 'first seen degraded' : 'first failing run';
  const began = record({ incident: fresh, owes: [] }, firstFailureAt, 'first-failure', first);
  const opened = record(began, at, 'opened', `${what} (${evidence.rule})`);
  const step = verdict.name === 'down' ? tryContain(opened, verdict, policy) : opened;
  const trip = policy.contain;
  const suggested = step.incident.containment.is === 'advised' && trip?.mode === 'suggest';
  const told = tell(step, policy, {
    kind: 'trigger',
    at,
    what,
    contained: describeContainment(step, policy),
    ...(suggested && trip !== undefined ? { next: suggestion(trip) } : {}),
  });
  return { ...state, incident: told.incident, owed: [...state.owed, ...told.owes] };
}

/** A warning whose check is down now: it pages, as an incident that began as one would have. */
export function escalate(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const { asOf: at, evidence } = verdict;
  const what = describeTrouble(policy.check, verdict);
  const critical: Step = { ...step, incident: { ...step.incident, severity: 'critical', evidence } };
  const tried = tryContain(record(critical, at, 'escalated', `${what} (${evidence.rule})`), verdict, policy);
  return tell(tried, policy, { kind: 'update', at, what, contained: describeContainment(tried, policy) });
}

/** Trips once per incident, and only on the full quorum of fresh regions. */
export function tryContain(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const { containment } = step.incident;
  const tried = containment.is !== 'none' || containment.why !== undefined;
  if (policy.contain === undefined || tried || !verdict.containable) return step;
  return startContainment(step, policy, policy.contain, verdict.asOf);
}

function describeTrouble(check: string, { name, evidence }: Verdict): string {
  const seen = name === 'degraded' ? 'degraded' : 'failing';
  const regions = evidence.votes.filter(({ vote }) => vote === seen).map(({ region }) => region);
  const what = name === 'partial' ? 'fails' : `is ${name}`;
  const only = name === 'partial' ? ` and in no other of ${evidence.votes.length} regions` : '';
  return `${check} ${what} in ${regions.join(', ')}${only}`;
}

function describeContainment(step: Step, policy: CheckPolicy): string {
  const trip = policy.contain;
  if (step.incident.severity === 'warning') return 'nothing: a warning touches no switch';
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
