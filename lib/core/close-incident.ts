import type { CheckState, FlapState, Incident } from './incident.ts';
import type { IncidentSummary } from './incident-event.ts';
import { type CheckPolicy, nameSwitch, oweEffect, record, type Step, tell } from './incident-step.ts';
import { askRelease } from './restore.ts';
import { formatSpan } from './time.ts';
import type { Verdict } from './verdict.ts';

/** The check is up again and nothing is held: the incident is told, archived and gone from the aggregate. */
export function resolveIncident(
  state: CheckState,
  incident: Incident,
  verdict: Verdict,
  policy: CheckPolicy,
  flap?: FlapState,
): CheckState {
  const after = formatSpan(verdict.asOf - incident.firstFailureAt);
  const text =
    flap === undefined
      ? (verdict.what ?? `${state.check} is up again after ${after}`)
      : `${state.check} no longer flaps and is up, ${flap.before === 'well' ? 'as' : 'which it was not'} before it began: it went down ${flap.falls} times in ${after}`;
  return close(state, { incident, owes: [] }, policy, verdict.asOf, { ended: 'resolved', text, evidence: verdict });
}

/** The check is no longer defined: its incident is closed as `removed`, and its claim on a switch given back. */
export function removeCheck(state: CheckState, policy: CheckPolicy, at: number): CheckState {
  const { incident } = state;
  const { flap: _flap, held: _held, turns: _turns, ...rest } = state;
  const calm: CheckState = { ...rest, verdict: 'unknown', since: at };
  if (incident === undefined) return calm.verdict === state.verdict ? state : calm;
  const { trip } = incident;
  const { containment } = incident;
  const step: Step = { incident, owes: [] };
  const released =
    trip !== undefined && 'n' in containment
      ? askRelease(step, policy, trip, { n: containment.n, ends: 'given-up', why: 'the check was removed', at })
      : step;
  return close(calm, released, policy, at, {
    ended: 'removed',
    text: `${state.check} was removed from the definition`,
  });
}

function close(
  state: CheckState,
  step: Step,
  policy: CheckPolicy,
  at: number,
  end: { ended: 'resolved' | 'removed'; text: string; evidence?: Verdict },
): CheckState {
  const ended = record(step, at, end.ended, end.text);
  const told = tell(ended, policy, {
    kind: 'resolve',
    at,
    what: end.text,
    contained: ended.incident.trip === undefined ? 'nothing' : `${nameSwitch(ended.incident.trip)} is released`,
    ...(end.evidence === undefined ? {} : { evidence: end.evidence.evidence }),
  });
  const { incident } = told;
  const summary: IncidentSummary = {
    id: incident.id,
    check: state.check,
    monitor: policy.monitor,
    firstFailureAt: incident.firstFailureAt,
    openedAt: incident.openedAt,
    ...(incident.containedAt === undefined ? {} : { containedAt: incident.containedAt }),
    resolvedAt: at,
    ended: end.ended,
    ...(incident.trip === undefined ? {} : { switch: `${incident.trip.service}.${incident.trip.switch}` }),
    retrips: incident.retrips,
    ...(incident.acknowledged === undefined ? {} : { acknowledgedBy: incident.acknowledged.by }),
    evidence: incident.evidence,
    ...(state.late === undefined ? {} : { late: state.late }),
  };
  const archive = { type: 'archive' as const, incident: incident.id, events: incident.events, summary };
  const archived = oweEffect(told, 'archive', 'archive', archive, at);
  const { incident: _over, late: _told, ...calm } = state;
  return { ...calm, owed: [...state.owed, ...archived.owes] };
}
