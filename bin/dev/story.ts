import type { Delivery } from '../../lib/app/ports.ts';
import type { Owed } from '../../lib/core/effect.ts';
import { decodeResults } from '../../lib/core/frame-codec.ts';
import type { CheckState, Incident } from '../../lib/core/incident.ts';
import type { IncidentEvent, IncidentSummary } from '../../lib/core/incident-event.ts';
import type { Notice } from '../../lib/core/notice.ts';
import { noticeSubject, noticeText } from '../../lib/core/notice-text.ts';
import type { RunKind } from '../../lib/core/result.ts';
import type { ServiceState } from '../../lib/core/service-state.ts';
import { parseSwitchboard, type Switchboard } from '../../lib/core/switchboard.ts';
import { formatInstant } from '../../lib/core/time.ts';
import type { CloudEvent, Item } from '../../lib/local/cloud-event.ts';
import type { StoryEvent } from './story-event.ts';

/** Remembers the notices that webhooks are owed, because the record of a delivery names them only by id. */
export type Story = { tell(event: CloudEvent): readonly StoryEvent[] };

type Type = StoryEvent['type'];
type Told<Name extends Type = Type> = Name extends Type
  ? Omit<Extract<StoryEvent, { type: Name }>, 'at'> & { readonly at?: string }
  : never;
type ToWebhook = { readonly channel: string; readonly notice: Notice };

/** A story that begins: what the local cloud's events mean for a monitor. */
export function createStory(): Story {
  const toWebhooks = new Map<string, ToWebhook>();
  return {
    tell(event) {
      return tellEvent(event, toWebhooks).map((told) => ({ at: formatInstant(event.at), ...told }) as StoryEvent);
    },
  };
}

function tellEvent(event: CloudEvent, toWebhooks: Map<string, ToWebhook>): readonly Told[] {
  switch (event.type) {
    case 'table-write':
      return event.after === undefined ? [] : tellWrite(event.before, event.after, toWebhooks);
    case 'publish':
      return [tellPublish(event)];
    case 'parameter':
      return tellSwitches(event);
    case 'invocation-kill':
      return [{ type: 'kill', function: event.function, ms: event.ms }];
    case 'invocation-error':
      return [{ type: 'error', what: event.function, error: event.error }];
    case 'dead-letter':
      return [{ type: 'error', what: event.queue, error: `dead letter: ${event.body.slice(0, 300)}` }];
    case 'fault':
      return [{ type: 'error', what: 'local cloud', error: event.fault.message }];
    default:
      return [];
  }
}

function tellWrite(before: Item | undefined, after: Item, toWebhooks: Map<string, ToWebhook>): readonly Told[] {
  const key = textOf(after, 'pk') ?? '';
  if (/^(FRAME|BURST)#/.test(key)) return before === undefined ? tellFrame(after) : [];
  if (key.startsWith('DELIVERY#')) return tellDelivery(after, toWebhooks);
  if (key.startsWith('SERVICE#')) return tellRetries(stateOf<ServiceState>(before), stateOf<ServiceState>(after));
  if (!key.startsWith('CHECK#')) return [];
  const [was, is] = [stateOf<CheckState>(before), stateOf<CheckState>(after)];
  for (const { id, effect } of is?.owed ?? []) {
    if (effect.type === 'notice' && effect.channel !== 'sns') toWebhooks.set(id, effect);
  }
  return [...tellRetries(was, is), ...tellCheck(was, is)];
}

function tellFrame(item: Item): readonly Told[] {
  const [slot = '', region = ''] = (textOf(item, 'sk') ?? '').split('#');
  const run = (textOf(item, 'run') ?? 'scheduled') as RunKind;
  return decodeResults(textOf(item, 'results') ?? '[]').map(
    ({ id, outcome, total, phases, attempts, status, failure }) => ({
      type: 'result',
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
  const { check, verdict } = after;
  const told: Told[] = [];
  // A check has no state until it is in trouble for the first time.
  const was = before?.verdict ?? 'up';
  if (verdict !== was) told.push({ type: 'verdict', check, verdict, before: was });
  const incident = after.incident ?? before?.incident;
  if (incident === undefined) return told;
  const known = before?.incident?.id === incident.id ? before.incident.eventCount : 0;
  const over = after.incident === undefined ? archivedWith(after, incident.id) : undefined;
  const state = over === undefined ? progressOf(incident) : over.summary.ended;
  for (const { n, at, type, text, data } of over?.events ?? incident.events) {
    if (n < known) continue;
    const line = { event: type, state, text, ...(data === undefined ? {} : { data }) };
    told.push({ at: formatInstant(at), type: 'incident', check, incident: incident.id, ...line });
  }
  return told;
}

/** When an incident is over its last events stand in the archive effect that is owed for it. */
function archivedWith(
  { owed }: CheckState,
  incident: string,
): { readonly events: readonly IncidentEvent[]; readonly summary: IncidentSummary } | undefined {
  const effects = owed.flatMap(({ effect }) => (effect.type === 'archive' ? [effect] : []));
  const last = effects.findLast((effect) => effect.incident === incident);
  return last?.summary === undefined ? undefined : { events: last.events, summary: last.summary };
}

function progressOf({ containment }: Incident): 'open' | 'contained' | 'restoring' {
  switch (containment.is) {
    case 'none':
    case 'advised':
      return 'open';
    case 'asked':
      return containment.retrips === 0 ? 'open' : 'contained';
    case 'contained':
      return 'contained';
    case 'restoring':
      return 'restoring';
    case 'releasing':
      return containment.ends === 'restored' ? 'restoring' : 'contained';
    default:
      return containment satisfies never;
  }
}

type Owing = { readonly owed: readonly Owed[] };

function tellRetries(before: Owing | undefined, after: Owing | undefined): readonly Told[] {
  const known = new Map(before?.owed.map(({ id, attempts }) => [id, attempts]));
  return (after?.owed ?? []).flatMap(({ id, attempts, effect, error = '' }): readonly Told[] =>
    attempts > (known.get(id) ?? 0)
      ? [{ type: 'delivery', id, effect: effect.type, outcome: 'retry', detail: error }]
      : [],
  );
}

function tellDelivery(item: Item, toWebhooks: Map<string, ToWebhook>): readonly Told[] {
  const { id, type: effect, outcome, detail } = JSON.parse(textOf(item, 'delivery') ?? '{}') as Delivery;
  const delivery: Told = { type: 'delivery', id, effect, outcome, detail };
  const sent = toWebhooks.get(id);
  toWebhooks.delete(id);
  if (sent === undefined || outcome !== 'done') return [delivery];
  const { channel, notice } = sent;
  const { kind, severity, check, incident } = notice;
  const words = { subject: noticeSubject(notice), text: noticeText(notice) };
  return [{ type: 'notice', channel, id, kind, severity, check, incident, ...words }, delivery];
}

function tellPublish(event: Extract<CloudEvent, { type: 'publish' }>): Told {
  const { id = '', kind = '', severity = '', check = '', incident = '' } = event.attributes;
  const { subject = '', text } = event;
  return { type: 'notice', channel: 'sns', id, kind, severity, check, incident, subject, text };
}

function tellSwitches({ name, region, value, before }: Extract<CloudEvent, { type: 'parameter' }>): readonly Told[] {
  const service = name.split('/').at(-1) ?? '';
  const board = boardOf(value);
  if (board === undefined) return [];
  const was = boardOf(before ?? '')?.switches ?? {};
  const is = board.switches;
  const { epoch } = board;
  const moved = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (one) => (was[one]?.allow ?? 100) !== (is[one]?.allow ?? 100),
  );
  return moved.map((one) => ({ type: 'switch', service, switch: one, region, allow: is[one]?.allow ?? 100, epoch }));
}

function boardOf(text: string): Switchboard | undefined {
  const parsed = parseSwitchboard(text);
  return parsed.is === 'unreadable' ? undefined : parsed.board;
}

function textOf(item: Item | undefined, name: string): string | undefined {
  const value = item?.[name]?.S;
  return typeof value === 'string' ? value : undefined;
}

function stateOf<State>(item: Item | undefined): State | undefined {
  const text = textOf(item, 'state');
  return text === undefined ? undefined : (JSON.parse(text) as State);
}
