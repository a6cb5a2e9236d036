import type { Delivery } from '../../lib/app/ports.ts';
import type { Failure } from '../../lib/core/failure.ts';
import { decodeResults } from '../../lib/core/frame-codec.ts';
import type { CheckState } from '../../lib/core/incident.ts';
import type { IncidentEvent } from '../../lib/core/incident-event.ts';
import type { Outcome, Phases, RunKind } from '../../lib/core/result.ts';
import { parseSwitchboard } from '../../lib/core/switchboard.ts';
import { formatInstant } from '../../lib/core/time.ts';
import type { CloudEvent, Item } from '../../lib/local/cloud-event.ts';

/** One line of what happens, as `dev --json` prints it. `at` is ISO 8601, on the local cloud's clock. */
export type StoryEvent = { readonly at: string } & (
  | {
      readonly type: 'result';
      readonly check: string;
      readonly region: string;
      readonly run: RunKind;
      readonly slot: string;
      readonly outcome: Outcome;
      readonly status?: number;
      /** Milliseconds. */
      readonly total: number;
      readonly phases: Phases;
      readonly attempts: number;
      readonly failure?: Failure;
    }
  | { readonly type: 'verdict'; readonly check: string; readonly verdict: string; readonly before: string }
  | ({ readonly type: 'incident'; readonly check: string; readonly incident: string } & StoryIncident)
  | {
      readonly type: 'switch';
      readonly service: string;
      readonly switch: string;
      readonly region: string;
      readonly allow: number;
      readonly epoch: number;
    }
  | {
      readonly type: 'notice';
      readonly channel: 'sns';
      readonly id: string;
      readonly kind: string;
      readonly severity: string;
      readonly check: string;
      readonly incident: string;
      readonly subject: string;
      readonly text: string;
    }
  /** An owed effect is done, vetoed or dead, as the ledger has it. */
  | {
      readonly type: 'delivery';
      readonly id: string;
      readonly effect: string;
      readonly outcome: string;
      readonly detail: string;
    }
  | { readonly type: 'kill'; readonly function: string; readonly ms: number }
  | { readonly type: 'error'; readonly what: string; readonly error: string }
);

type StoryIncident = {
  readonly event: IncidentEvent['type'];
  readonly text: string;
  readonly data?: IncidentEvent['data'];
};

/** What a story needs beside the events: it remembers the switch levels, so that only moves are told. */
export type Story = { tell(event: CloudEvent): readonly StoryEvent[] };

export function createStory(): Story {
  const levels = new Map<string, number>();
  return {
    tell(event) {
      const at = formatInstant(event.at);
      switch (event.type) {
        case 'table-write':
          return tellWrite(event.before, event.after).map((told) => ({ ...told, at: told.at ?? at }) as StoryEvent);
        case 'publish':
          return [tellNotice(event, at)];
        case 'parameter':
          return tellSwitches(event, levels).map((told) => ({ at, type: 'switch', ...told }) as StoryEvent);
        case 'invocation-kill':
          return [{ at, type: 'kill', function: event.function, ms: event.ms }];
        case 'invocation-error':
          return [{ at, type: 'error', what: event.function, error: event.error }];
        case 'dead-letter':
          return [{ at, type: 'error', what: event.queue, error: `dead letter: ${event.body.slice(0, 300)}` }];
        case 'fault':
          return [{ at, type: 'error', what: 'local cloud', error: event.fault.message }];
        default:
          return [];
      }
    },
  };
}

type Told = { readonly at?: string; readonly type: StoryEvent['type'] };

function tellWrite(before: Item | undefined, after: Item | undefined): readonly Told[] {
  const key = textOf(after, 'pk') ?? '';
  if (after === undefined) return [];
  if (/^(FRAME|BURST)#/.test(key) && before === undefined) return tellFrame(after);
  if (key.startsWith('CHECK#')) return tellCheck(stateOf(before), stateOf(after));
  if (key.startsWith('DELIVERY#')) return tellDelivery(after);
  return [];
}

function tellFrame(item: Item): readonly Told[] {
  const [slot = '', region = ''] = (textOf(item, 'sk') ?? '').split('#');
  const run = textOf(item, 'run') ?? 'scheduled';
  return decodeResults(textOf(item, 'results') ?? '[]').map(
    ({ id, outcome, total, phases, attempts, status, failure }) => ({
      type: 'result' as const,
      check: id,
      region,
      run,
      slot: formatInstant(Number(slot)),
      outcome,
      ...(status === undefined ? {} : { status }),
      total,
      phases,
      attempts,
      ...(failure === undefined ? {} : { failure }),
    }),
  );
}

function tellCheck(before: CheckState | undefined, after: CheckState | undefined): readonly Told[] {
  if (after === undefined) return [];
  const { check } = after;
  const told: Told[] = [];
  if (after.verdict !== (before?.verdict ?? 'unknown')) {
    const verdict = { check, verdict: after.verdict, before: before?.verdict ?? 'unknown' };
    told.push({ type: 'verdict', ...verdict } as Told);
  }
  const incident = after.incident ?? before?.incident;
  if (incident === undefined) return told;
  const known = before?.incident?.id === incident.id ? before.incident.eventCount : 0;
  const lines = after.incident?.id === incident.id ? after.incident.events : archivedEvents(after, incident.id);
  for (const { n, at, type, text, data } of lines) {
    if (n < known) continue;
    const line = { event: type, text, ...(data === undefined ? {} : { data }) };
    told.push({ at: formatInstant(at), type: 'incident', check, incident: incident.id, ...line } as Told);
  }
  return told;
}

/** When an incident is over its last events stand in the archive effect that is owed for it. */
function archivedEvents(state: CheckState, incident: string): readonly IncidentEvent[] {
  const last = state.owed.findLast(({ effect }) => effect.type === 'archive' && effect.incident === incident);
  return last?.effect.type === 'archive' && last.effect.summary !== undefined ? last.effect.events : [];
}

function tellDelivery(item: Item): readonly Told[] {
  const { id, type, outcome, detail } = JSON.parse(textOf(item, 'delivery') ?? '{}') as Partial<Delivery>;
  return [{ type: 'delivery', id, effect: type, outcome, detail } as Told];
}

function tellNotice(event: Extract<CloudEvent, { type: 'publish' }>, at: string): StoryEvent {
  const { id = '', kind = '', severity = '', check = '', incident = '' } = event.attributes;
  const { subject = '', text } = event;
  return { at, type: 'notice', channel: 'sns', id, kind, severity, check, incident, subject, text };
}

function tellSwitches(event: Extract<CloudEvent, { type: 'parameter' }>, levels: Map<string, number>) {
  const service = event.name.split('/').at(-1) ?? '';
  const parsed = parseSwitchboard(event.value);
  if (parsed.is === 'unreadable') return [];
  const { switches, epoch } = parsed.board;
  const prefix = `${event.region}/${service}/`;
  const known = [...levels.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const names = new Set([...known, ...Object.keys(switches)]);
  return [...names].flatMap((name) => {
    const allow = switches[name]?.allow ?? 100;
    if ((levels.get(prefix + name) ?? 100) === allow) return [];
    levels.set(prefix + name, allow);
    return [{ service, switch: name, region: event.region, allow, epoch }];
  });
}

function textOf(item: Item | undefined, name: string): string | undefined {
  const value = item?.[name]?.S;
  return typeof value === 'string' ? value : undefined;
}

function stateOf(item: Item | undefined): CheckState | undefined {
  const text = textOf(item, 'state');
  return text === undefined ? undefined : (JSON.parse(text) as CheckState);
}
