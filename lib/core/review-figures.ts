import type { IncidentEvent, IncidentEventType, IncidentSummary } from './incident-event.ts';

/** What became of one effect, as the ledger of deliveries has it. Instants in milliseconds since 1970. */
export type DeliveryFact = {
  readonly id: string;
  readonly type: string;
  readonly outcome: 'done' | 'vetoed' | 'dead';
  readonly detail: string;
  readonly attempts: number;
  readonly owedAt: number;
  readonly at: number;
};

/** Everything that is known of an incident that is over. `events` and `deliveries` in any order. */
export type ReviewInput = {
  readonly summary: IncidentSummary;
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly DeliveryFact[];
};

/** A switch took a level. `allow`: percent of traffic allowed. */
export type SwitchMove = {
  readonly at: number;
  readonly switch: string;
  readonly allow: number;
  readonly why: IncidentEventType;
};

/** An incident in numbers. Spans in milliseconds, instants in milliseconds since 1970. */
export type ReviewFigures = {
  readonly incident: string;
  readonly check: string;
  readonly monitor: string;
  readonly ended: 'resolved' | 'removed';
  readonly firstFailureAt: number;
  readonly openedAt: number;
  readonly containedAt?: number;
  readonly resolvedAt: number;
  /** First failing run → incident. */
  readonly detectMs: number;
  /** First failing run → the switch was off in every region. Absent when it never was. */
  readonly containMs?: number;
  /** First failing run → the first switchboard was written to Parameter Store. */
  readonly writtenMs?: number;
  /** First failing run → resolved, or removed. */
  readonly restoreMs: number;
  /** First trip → last release of the switch. Absent when it was not tripped, or not released by the incident. */
  readonly switchedMs?: number;
  readonly retrips: number;
  readonly switchMoves: readonly SwitchMove[];
  readonly notices: { readonly sent: number; readonly dead: number };
  /** Attempts beyond the first, over all effects. */
  readonly repeats: number;
};

/** What happened to a switch, as opposed to what was asked for. */
const MOVES: readonly IncidentEventType[] = ['tripped', 'restore-step', 'released'];

/** The numbers of an incident that is over. */
export function reviewFigures({ summary, events, deliveries }: ReviewInput): ReviewFigures {
  const moves = switchMoves(summary, events);
  const notices = deliveries.filter(({ type }) => type === 'notice');
  const tripped = moves.find(({ why }) => why === 'tripped');
  const released = moves.findLast(({ why }) => why === 'released');
  const { firstFailureAt, openedAt, containedAt, resolvedAt } = summary;
  const written = deliveries
    .filter(({ type, outcome, at }) => type === 'switchboard' && outcome === 'done' && at >= openedAt)
    .map(({ at }) => at);
  return {
    incident: summary.id,
    check: summary.check,
    monitor: summary.monitor,
    ended: summary.ended,
    firstFailureAt,
    openedAt,
    ...(containedAt === undefined ? {} : { containedAt }),
    resolvedAt,
    detectMs: openedAt - firstFailureAt,
    ...(containedAt === undefined ? {} : { containMs: containedAt - firstFailureAt }),
    ...(containedAt === undefined || written.length === 0 ? {} : { writtenMs: Math.min(...written) - firstFailureAt }),
    restoreMs: resolvedAt - firstFailureAt,
    ...(tripped === undefined || released === undefined ? {} : { switchedMs: released.at - tripped.at }),
    retrips: summary.retrips,
    switchMoves: moves,
    notices: {
      sent: notices.filter(({ outcome }) => outcome === 'done').length,
      dead: notices.filter(({ outcome }) => outcome === 'dead').length,
    },
    repeats: deliveries.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
  };
}

/** Events in the order in which they happened: by instant, then by number. */
export function inOrder(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  return [...events].sort((a, b) => a.at - b.at || a.n - b.n);
}

function switchMoves(summary: IncidentSummary, events: readonly IncidentEvent[]): readonly SwitchMove[] {
  return inOrder(events).flatMap(({ at, type, data }): SwitchMove[] => {
    if (!MOVES.includes(type)) return [];
    const { service, switch: name, allow } = data ?? {};
    const named = service === undefined || name === undefined ? summary.switch : `${service}.${name}`;
    if (named === undefined || typeof allow !== 'number') return [];
    return [{ at, switch: named, allow, why: type }];
  });
}
