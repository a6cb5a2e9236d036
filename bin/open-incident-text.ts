import type { Delivery } from '../lib/app/ports.ts';
import type { Owed } from '../lib/core/effect.ts';
import type { CheckState, Incident } from '../lib/core/incident.ts';
import type { IncidentEvent } from '../lib/core/incident-event.ts';
import { describeEvidence, suggestion } from '../lib/core/incident-step.ts';
import type { Monitor } from '../lib/core/monitor.ts';
import { formatInstant, formatSpan } from '../lib/core/time.ts';
import type { Containment } from '../lib/core/trip.ts';

/** What `incidents show` has of an incident that is not over. */
export type OpenView = {
  readonly monitor: Monitor;
  readonly state: CheckState & { readonly incident: Incident };
  /** The whole timeline. */
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly Delivery[];
  /** Of the switch that the incident's check trips; empty when it trips none. */
  readonly levels: readonly { readonly region: string; readonly allow: number }[];
  readonly now: number;
};

/** An open incident for a person at night: what, where, the evidence, what is held and what comes next; then the timeline. */
export function openIncidentText(view: OpenView): string {
  const { monitor, state, events, deliveries } = view;
  const { incident } = state;
  const target = monitor.checks.find(({ id }) => id === state.check)?.target;
  const { acknowledged } = incident;
  return [
    `${incident.id}: ${state.check} is ${state.verdict} (${incident.severity})`,
    '',
    ...labelled('target', [target ?? 'the definition has no such check']),
    ...labelled('since', [
      `${formatInstant(incident.firstFailureAt)}, ${formatSpan(Math.max(0, view.now - incident.firstFailureAt))} ago`,
      `opened ${formatInstant(incident.openedAt)}; ${state.verdict} since ${formatInstant(state.since)}`,
    ]),
    ...labelled('evidence', ['as this was decided:', ...describeEvidence(incident.evidence)]),
    ...labelled('contained', containmentOf(incident, tripOf(view))),
    ...labelled('switch', switchOf(view)),
    ...labelled('notices', noticesOf(incident.id, state.owed, deliveries)),
    ...labelled('taken by', [
      acknowledged === undefined ? 'nobody yet' : `${acknowledged.by}, ${formatInstant(acknowledged.at)}`,
    ]),
    '',
    ...events.map(({ at, text }) => `${formatInstant(at)}  ${text}`),
  ].join('\n');
}

const LABEL_WIDTH = 11;

function labelled(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, i) => `${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}

/** How far containment has come, and the next step. */
function containmentOf({ containment }: Incident, trip: Containment | undefined): readonly string[] {
  const given = trip === undefined ? '' : `: npx killdeer switch release ${trip.service} ${trip.switch}`;
  switch (containment.is) {
    case 'none':
      return [containment.why === undefined ? 'nothing' : `nothing: ${containment.why}`];
    case 'advised':
      return trip?.mode === 'suggest'
        ? ['nothing by itself', `next: a person sets it: ${suggestion(trip)}`]
        : ['nothing: the check does not set its switch by itself'];
    case 'asked':
      return [`asked for since ${formatInstant(containment.askedAt)}, not done yet`];
    case 'contained': {
      const next = containment.person
        ? `next: a person restores it${given}`
        : `next: ${trip?.sees === 'contained' ? 'a person is asked to restore' : 'a trial'}, not before ${formatInstant(containment.holdUntil)}`;
      return [`since ${formatInstant(containment.since)}`, next];
    }
    case 'restoring': {
      const { allow, since, deadline } = containment;
      if (since === undefined) return [`on trial: ${allow} % is asked for`];
      return [
        `on trial at ${allow} % since ${formatInstant(since)}`,
        `next: more, when each region passes twice; all back at a failure, or at ${formatInstant(deadline)}`,
      ];
    }
    case 'releasing':
      return [`being released since ${formatInstant(containment.askedAt)}: ${containment.why}`];
    default:
      return containment satisfies never;
  }
}

/** The trip that was asked for, else what the definition says now. */
function tripOf({ state, monitor }: OpenView): Containment | undefined {
  return state.incident.trip ?? monitor.checks.find(({ id }) => id === state.check)?.contain;
}

function switchOf(view: OpenView): readonly string[] {
  const { levels } = view;
  const trip = tripOf(view);
  if (trip === undefined || levels.length === 0) return [];
  const text = levels.map(({ region, allow }) => `${allow} % in ${region}`).join(', ');
  return [`${trip.service}.${trip.switch} is decided at ${text}`];
}

/** Those that are owed still or were given up; else how many arrived. */
function noticesOf(incident: string, owed: readonly Owed[], deliveries: readonly Delivery[]): readonly string[] {
  const waiting = owed.flatMap(({ effect, owedAt, attempts, error }) => {
    if (effect.type !== 'notice' || effect.notice.incident !== incident) return [];
    const tried =
      attempts === 0
        ? ''
        : `, ${attempts} failed ${attempts === 1 ? 'attempt' : 'attempts'}${error === undefined ? '' : `: ${error}`}`;
    return [`${effect.notice.kind} to ${effect.channel} owed since ${formatInstant(owedAt)}${tried}`];
  });
  const sent = deliveries.filter(({ type }) => type === 'notice');
  const lost = sent.filter(({ outcome }) => outcome !== 'done');
  const given = lost.map(({ id, at, detail }) => `${id} given up ${formatInstant(at)}: ${detail}`);
  return [`${sent.length - lost.length} delivered`, ...waiting, ...given];
}
