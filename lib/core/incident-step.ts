import { type Effect, type Owed, owe } from './effect.ts';
import type { Flapping } from './flapping.ts';
import type { CheckState, ContainmentState, Incident } from './incident.ts';
import type { IncidentEventType } from './incident-event.ts';
import type { NoticeKind } from './notice.ts';
import { formatInstant } from './time.ts';
import type { Containment } from './trip.ts';
import type { Evidence, Routes } from './verdict.ts';

/** Events that stay in the aggregate; older ones are owed to the archive. */
const EVENTS_KEPT = 20;

/** What a decision about a check must know beside its state. `channels`: `sns` and the webhooks' ids. */
export type CheckPolicy = {
  readonly monitor: string;
  readonly check: string;
  readonly cadenceMs: number;
  readonly contain?: Containment;
  readonly flapping?: Flapping;
  /** Absent: `DEFAULT_ROUTES`. */
  readonly routes?: Routes;
  readonly channels: readonly string[];
};

/** An incident as a transition leaves it, with what it newly owes. */
export type Step = { readonly incident: Incident; readonly owes: readonly Owed[] };

/** Changes the open incident of a check, which then owes what that demands. The very same state where nothing changes. */
export function changeIncident(state: CheckState, change: (step: Step) => Step): CheckState {
  const { incident } = state;
  if (incident === undefined) return state;
  const next = change({ incident, owes: [] });
  if (next.incident === incident && next.owes.length === 0) return state;
  return { ...state, incident: next.incident, owed: [...state.owed, ...next.owes] };
}

/** Adds a line to the timeline; when there are too many, the older half is owed to the archive. */
export function record(
  step: Step,
  at: number,
  type: IncidentEventType,
  text: string,
  data?: Readonly<Record<string, string | number>>,
): Step {
  const { incident } = step;
  const event = { n: incident.eventCount, at, type, text, ...(data === undefined ? {} : { data }) };
  const events = [...incident.events, event];
  const next = { ...incident, eventCount: incident.eventCount + 1, events };
  if (events.length <= EVENTS_KEPT) return { ...step, incident: next };
  const old = events.slice(0, EVENTS_KEPT / 2);
  const archived = oweEffect(
    step,
    `archive-${event.n}`,
    'archive',
    { type: 'archive', incident: incident.id, events: old },
    at,
  );
  return { ...archived, incident: { ...next, events: events.slice(old.length) } };
}

/** Owes an effect. Its id is `<incident>/<transition>`, and its lane `<incident>/<lane>`. */
export function oweEffect(step: Step, transition: string, lane: string, effect: Effect, at: number): Step {
  const { id } = step.incident;
  return { ...step, owes: [...step.owes, owe(`${id}/${transition}`, `${id}/${lane}`, effect, at)] };
}

/** Changes how far containment has come. */
export function contain(step: Step, containment: ContainmentState, rest: Partial<Incident> = {}): Step {
  return { ...step, incident: { ...step.incident, ...rest, containment } };
}

/** Owes a notice on every channel. `next`: the command or link for the person. */
export function tell(
  step: Step,
  policy: CheckPolicy,
  news: { kind: NoticeKind; at: number; what: string; evidence?: Evidence; contained: string; next?: string },
): Step {
  const { incident } = step;
  if (incident.silent === true) return step;
  const evidence = news.evidence ?? incident.evidence;
  const wanted: readonly string[] = news.kind === 'resolve' ? ['passing'] : ['failing', 'degraded'];
  const notice = {
    monitor: policy.monitor,
    incident: incident.id,
    check: policy.check,
    kind: news.kind,
    severity: incident.severity,
    at: news.at,
    since: incident.firstFailureAt,
    what: news.what,
    regions: evidence.votes.filter(({ vote }) => wanted.includes(vote)).map(({ region }) => region),
    evidence: describeEvidence(evidence),
    contained: news.contained,
    ...(news.next === undefined ? {} : { next: news.next }),
  };
  const transition = news.kind === 'update' ? `update-${incident.eventCount}` : news.kind;
  return policy.channels.reduce(
    (sum, channel) =>
      oweEffect(sum, `${transition}/${channel}`, `notice/${channel}`, { type: 'notice', channel, notice }, news.at),
    step,
  );
}

/** The numbers of a verdict, a sentence each. */
export function describeEvidence(evidence: Evidence): readonly string[] {
  const votes = evidence.votes.map(({ region, vote, failures, of, reason, lastSlot, unusual }) => {
    if (unusual !== undefined) return `${region}: ${vote}, ${unusual}`;
    if (vote === 'unknown') {
      return `${region}: no fresh result${lastSlot === undefined ? '' : ` since ${formatInstant(lastSlot)}`}`;
    }
    const hits = vote === 'degraded' ? 'warned' : 'failed';
    return `${region}: ${vote}, ${failures} of the last ${of} runs ${hits}${reason === undefined ? '' : ` (${reason})`}`;
  });
  return [`rule: ${evidence.rule}`, ...votes, ...(evidence.notes ?? [])];
}

/** `recommendations of shop`. */
export function nameSwitch(contain: Containment): string {
  return `switch ${contain.service}.${contain.switch}`;
}

/** Owes the service a claim on the switch, numbered so that a late one is told from a new one. */
export function oweHold(
  step: Step,
  policy: CheckPolicy,
  contain: Containment,
  hold: { n: number; allow: number; reason: 'down' | 'restore'; at: number },
): Step {
  const { n, allow, reason, at } = hold;
  const base = { incident: step.incident.id, check: policy.check, service: contain.service, switch: contain.switch };
  return oweEffect(step, `hold-${n}`, 'switch', { type: 'hold', ...base, n, allow, reason }, at);
}

/** Owes the service the end of the claim. */
export function oweRelease(step: Step, policy: CheckPolicy, contain: Containment, n: number, at: number): Step {
  const base = { incident: step.incident.id, check: policy.check, service: contain.service, switch: contain.switch };
  return oweEffect(step, `release-${n}`, 'switch', { type: 'release', ...base, n }, at);
}

/** `switch shop.recommendations to 0 %`. */
export function nameTrip(trip: Containment): string {
  return `${nameSwitch(trip)} to ${trip.allow} %`;
}

/** The command that a person types where the machine only suggests. */
export function suggestion(trip: Containment): string {
  return `npx killdeer switch set ${trip.service} ${trip.switch} ${trip.allow} --for 1h`;
}

/** A claim on a switch, for a script that reads the timeline. */
export function claimData(trip: Containment, allow: number): Readonly<Record<string, string | number>> {
  return { service: trip.service, switch: trip.switch, allow };
}
