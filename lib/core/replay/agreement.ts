import { ANOMALY_RULE } from '../anomaly-text.ts';
import type { Check } from '../check.ts';
import type { RecordedIncident } from '../history/history-line.ts';
import type { IncidentEventType } from '../incident-event.ts';
import { formatInstant, formatSpan, MINUTE, SECOND } from '../time.ts';
import type { Decision } from './decision.ts';
import { PERFORMED } from './performances.ts';

/** What no recording of results can bring back: acts of people, and receivers that were away. */
const OUTSIDE: readonly IncidentEventType[] = ['acknowledged', 'undeliverable', 'trip-late', 'restore-suggested'];

/** How long an effect takes at the most, while its receivers are well. */
const EFFECT_MS = 5 * SECOND;

const NOT_KNOWN =
  'decided then by an anomaly, and not now: a detector needs a day of runs before it, to know what is usual; back-test a history of some days';

/** Whether a replay decided what was recorded; `differences` says what not, a sentence each. */
export type Agreement = { readonly recorded: number; readonly same: number; readonly differences: readonly string[] };

/**
 * Holds the incidents of a recording against what a replay decided of the same results: the same decisions in the same order,
 * at the same millisecond; from the first effect on, which came later then, within one more run of the check.
 */
export function agreementOf(
  recorded: readonly RecordedIncident[],
  events: readonly Decision[],
  checks: readonly Pick<Check, 'id' | 'cadenceMs'>[],
): Agreement {
  const decided = new Map<string, Decision[]>();
  for (const event of events) decided.set(event.incident, [...(decided.get(event.incident) ?? []), event]);
  const differences = recorded.flatMap((incident) => {
    const cadenceMs = checks.find(({ id }) => id === incident.check)?.cadenceMs ?? MINUTE;
    const difference = differenceOf(incident, decided.get(incident.id), cadenceMs + EFFECT_MS);
    return difference === undefined ? [] : [`${incident.id}: ${difference}`];
  });
  const known = new Set(recorded.map(({ id }) => id));
  const more = [...decided.keys()].filter((id) => !known.has(id)).map((id) => `${id}: decided now, and not then`);
  return {
    recorded: recorded.length,
    same: recorded.length - differences.length,
    differences: [...differences, ...more],
  };
}

/** Whether it was opened by what a detector had learned, of which one incident's file tells nothing. */
export function isOfAnomaly({ events }: Pick<RecordedIncident, 'events'>): boolean {
  return events.some(({ type, text }) => type === 'opened' && text?.includes(`(${ANOMALY_RULE}`) === true);
}

function differenceOf(
  incident: RecordedIncident,
  decided: readonly Decision[] | undefined,
  slackMs: number,
): string | undefined {
  let slack = 0;
  if (decided === undefined) return isOfAnomaly(incident) ? NOT_KNOWN : 'decided then, and not now';
  const [then, now] = [incident.events, decided].map((list) =>
    list.filter(({ type }) => !OUTSIDE.includes(type)).map(({ type, at }) => ({ type, at })),
  );
  for (const [i, one] of (then ?? []).entries()) {
    const other = now?.[i];
    if (other === undefined) return `then ${one.type} at ${formatInstant(one.at)}, now nothing more`;
    if (other.type !== one.type)
      return `then ${one.type} at ${formatInstant(one.at)}, now ${other.type} at ${formatInstant(other.at)}`;
    const apart = Math.abs(other.at - one.at);
    if (PERFORMED.includes(one.type)) slack = slackMs;
    if (apart > slack) return `${one.type} ${formatSpan(apart)} apart`;
  }
  const extra = now?.[then?.length ?? 0];
  return extra === undefined ? undefined : `now also ${extra.type} at ${formatInstant(extra.at)}`;
}
