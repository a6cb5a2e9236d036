import type { Decisions } from './decision.ts';

/** An incident as a replay decided it, in one line. Instants in milliseconds since 1970. */
export type ReplayedIncident = {
  readonly id: string;
  readonly check: string;
  readonly firstFailureAt: number;
  readonly openedAt: number;
  /** When it first woke somebody. Absent: never. */
  readonly pagedAt?: number;
  /** Whether anybody was told at all. */
  readonly isTold: boolean;
  readonly trippedAt?: number;
  /** Absent while it lasts at the end of the history. */
  readonly endedAt?: number;
  readonly what: string;
};

/** The incidents of a replay, in the order in which they opened. */
export function incidentsOf({ events, told }: Pick<Decisions, 'events' | 'told'>): readonly ReplayedIncident[] {
  const found = new Map<string, { -readonly [K in keyof ReplayedIncident]: ReplayedIncident[K] }>();
  for (const { incident, check, type, at, text } of events) {
    const one = found.get(incident);
    if (one === undefined) {
      found.set(incident, { id: incident, check, firstFailureAt: at, openedAt: at, isTold: false, what: text });
      continue;
    }
    if (type === 'opened') Object.assign(one, { openedAt: at, what: text });
    if (type === 'escalated') one.what = text;
    if (type === 'tripped') one.trippedAt ??= at;
    if (type === 'resolved' || type === 'removed') one.endedAt = at;
  }
  for (const { incident, severity, at } of told) {
    const one = found.get(incident);
    if (one === undefined) continue;
    one.isTold = true;
    if (severity === 'critical') one.pagedAt ??= at;
  }
  return [...found.values()];
}
