import { startContainment } from './containment.ts';
import { NO_SURROUNDINGS, type Surroundings } from './dependency.ts';
import { describeHold, describeParents } from './held.ts';
import type { CheckState, Incident } from './incident.ts';
import { type CheckPolicy, nameSwitch, nameTrip, record, type Step, suggestion, tell } from './incident-step.ts';
import { aboutOf, loudnessOf } from './route.ts';
import { formatInstant } from './time.ts';
import type { Verdict } from './verdict.ts';

/**
 * A check that was calm is in trouble. Down: an incident with a page, and a trip where the evidence is enough. Degraded or
 * partial: a warning, and no switch is touched.
 */
export function openIncident(
  state: CheckState,
  verdict: Verdict,
  policy: CheckPolicy,
  around: Surroundings = NO_SURROUNDINGS,
): CheckState {
  const at = verdict.asOf;
  const about = verdict.name === 'down' || verdict.name === 'partial' ? verdict.name : 'degraded';
  const what = describeTrouble(state.check, verdict);
  const began = beginIncident(state, verdict, around, { about, ...loudnessOf(about, policy) });
  const opened = record(began, at, 'opened', `${what} (${verdict.evidence.rule})`);
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
  const { held: _over, ...free } = state;
  return { ...free, incident: told.incident, owed: [...state.owed, ...told.owes] };
}

/** An incident with its first failure, and why nobody was told before, in its timeline. */
export function beginIncident(
  { check, since, held }: CheckState,
  { asOf: at, name, evidence }: Verdict,
  around: Surroundings,
  loudness: Pick<Incident, 'about' | 'severity' | 'silent'>,
): Step {
  const firstFailureAt = Math.min(evidence.firstFailureAt ?? since, held?.since ?? Number.POSITIVE_INFINITY);
  const hold = held === undefined ? [] : [describeHold(held, at)];
  const notes = [...hold, ...describeParents(around)];
  const incident: Incident = {
    id: `${check}-${formatInstant(at).replaceAll(/[-:.]|Z$/g, '')}`,
    ...loudness,
    openedAt: at,
    firstFailureAt,
    evidence: notes.length === 0 ? evidence : { ...evidence, notes },
    containment: { is: 'none' },
    retrips: 0,
    eventCount: 0,
    events: [],
  };
  const first = name === 'degraded' ? 'first seen degraded' : 'first failing run';
  const began = record({ incident, owes: [] }, firstFailureAt, 'first-failure', first);
  return hold.reduce((step, text) => record(step, at, 'held-back', text), began);
}

/** A warning whose check is down now: it pages, as an incident that began as one would have. */
export function escalate(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const { asOf: at, evidence } = verdict;
  const what = describeTrouble(policy.check, verdict);
  const { silent: _was, ...incident } = step.incident;
  const critical: Step = { ...step, incident: { ...incident, about: 'down', ...loudnessOf('down', policy), evidence } };
  const tried = tryContain(record(critical, at, 'escalated', `${what} (${evidence.rule})`), verdict, policy);
  return tell(tried, policy, { kind: 'update', at, what, contained: describeContainment(tried, policy) });
}

/** The evidence for a trip came after the page: who was woken is told what is done now, or asked to do it. */
export function containLater(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const tried = tryContain(step, verdict, policy);
  const { contain: trip } = policy;
  if (tried === step || trip === undefined || trip.mode === 'shadow') return tried;
  const what = describeTrouble(policy.check, verdict);
  const contained = describeContainment(tried, policy);
  const next = trip.mode === 'suggest' ? { next: suggestion(trip) } : {};
  return tell(tried, policy, { kind: 'update', at: verdict.asOf, what, contained, ...next });
}

/** Trips once per incident, and only on the full quorum of fresh regions. */
export function tryContain(step: Step, verdict: Verdict, policy: CheckPolicy): Step {
  const { containment } = step.incident;
  const tried = containment.is !== 'none' || containment.why !== undefined;
  if (policy.contain === undefined || tried || !verdict.containable) return step;
  return startContainment(step, policy, policy.contain, verdict.asOf);
}

/** What a verdict is, and where, in a sentence. */
export function describeTrouble(check: string, { name, evidence, what: said }: Verdict): string {
  if (said !== undefined) return said;
  const seen = name === 'degraded' ? 'degraded' : 'failing';
  const regions = evidence.votes.filter(({ vote }) => vote === seen).map(({ region }) => region);
  const what = name === 'partial' ? 'fails' : `is ${name}`;
  const only = name === 'partial' ? ` and in no other of ${evidence.votes.length} regions` : '';
  return `${check} ${what} in ${regions.join(', ')}${only}`;
}

function describeContainment(step: Step, policy: CheckPolicy): string {
  const trip = policy.contain;
  if (aboutOf(step.incident) !== 'down') return 'nothing: what is not down touches no switch';
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
