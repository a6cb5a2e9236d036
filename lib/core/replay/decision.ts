import type { CheckState } from '../incident.ts';
import type { IncidentEvent, IncidentEventType } from '../incident-event.ts';
import type { NoticeKind, Severity } from '../notice.ts';
import type { VerdictName } from '../verdict.ts';
import type { Offbeat } from './rhythm.ts';

/** One line of an incident's timeline as the replay decided it. Milliseconds since 1970. */
export type Decision = {
  readonly at: number;
  readonly check: string;
  readonly incident: string;
  readonly type: IncidentEventType;
  readonly text: string;
};

/** What a person would have been told. A `critical` one wakes. */
export type Told = {
  readonly at: number;
  readonly check: string;
  readonly incident: string;
  readonly kind: NoticeKind;
  readonly severity: Severity;
  readonly what: string;
};

/** What is thought of a check from an instant on, milliseconds since 1970. */
export type VerdictChange = { readonly at: number; readonly check: string; readonly verdict: VerdictName };

/** A time in which incidents held a switch below 100. `to` is absent while they do. */
export type Contained = { readonly service: string; readonly switch: string; readonly from: number; to?: number };

/** Runs of a check and a region that the definition does not have together. */
export type Stranger = { readonly check: string; readonly region: string; readonly runs: number };

/** All that a replay decided, in order. */
export type Decisions = {
  readonly events: readonly Decision[];
  readonly told: readonly Told[];
  /** Each change of a verdict. Before its first a check is `up`. */
  readonly verdicts: readonly VerdictChange[];
  readonly contained: readonly Contained[];
  /** Runs that were folded, and those of checks or regions that the definition does not have. */
  readonly runs: number;
  readonly ignored: number;
  /** Where those are from, the most frequent first. */
  readonly strangers: readonly Stranger[];
  /** Runs that were there already, or came too late to count. */
  readonly spare: number;
  /** Checks of the definition without a run. */
  readonly silent: readonly string[];
  readonly offbeat: readonly Offbeat[];
  /** From the first run to the end of the last. */
  readonly from: number;
  readonly to: number;
};

/** The events of a state that come after number `told`, of the incident that stands and of those that ended. */
export function eventsAfter(
  before: CheckState,
  after: CheckState,
  told: number,
): readonly (IncidentEvent & { readonly incident: string })[] {
  const known = new Set(before.owed.map(({ id }) => id));
  const left = after.owed.flatMap(({ id, effect }) => (effect.type === 'archive' && !known.has(id) ? [effect] : []));
  const lists = [
    ...left.map(({ incident, events }) => ({ incident, events })),
    ...(after.incident === undefined ? [] : [{ incident: after.incident.id, events: after.incident.events }]),
  ];
  return lists.flatMap(({ incident, events }) => {
    const isSame = before.incident?.id === incident;
    return events.filter(({ n }) => !isSame || n > told).map((event) => ({ ...event, incident }));
  });
}
