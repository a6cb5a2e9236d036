import { type Owed, owe } from './effect.ts';
import type { Service } from './service.ts';
import type { Hold, Pin, ServiceState } from './service-state.ts';
import { renderSwitchboard, type Switchboard, type SwitchEntry } from './switchboard.ts';
import { formatInstant, SECOND } from './time.ts';

/** Incidents whose last claim number a service remembers. */
const SEEN_KEPT = 50;

/** What may change a service's switches. Instants in milliseconds since 1970. */
export type ServiceRequest =
  | { readonly type: 'hold'; readonly hold: Hold }
  | {
      readonly type: 'release';
      readonly incident: string;
      readonly n: number;
      readonly switch: string;
      readonly at: number;
    }
  | { readonly type: 'pin'; readonly pin: Pin }
  /** A person gives a switch back: its pins and its holds go, in one move. */
  | { readonly type: 'clear'; readonly switch: string; readonly at: number }
  /** A region's parameter was changed by a person: its levels become that person's pins there. */
  | { readonly type: 'edited'; readonly region: string; readonly board: Switchboard; readonly at: number }
  /** A region's switchboard was written with these levels below 100. */
  | { readonly type: 'written'; readonly region: string; readonly levels: Readonly<Record<string, number>> }
  /** A region shows a higher epoch than ours: this table was rebuilt. */
  | { readonly type: 'epoch-seen'; readonly epoch: number; readonly at: number }
  /** Holds of incidents that are over or gone are handed over, and pins that have run out fall away. */
  | { readonly type: 'time'; readonly orphans: readonly string[]; readonly at: number };

export type ServiceAnswer =
  | { readonly is: 'done'; readonly detail: string }
  | { readonly is: 'vetoed'; readonly reason: string };

export type ServiceStep = { readonly state: ServiceState; readonly answer: ServiceAnswer };

/** A service whose switches are all fully open. */
export function openService(service: string): ServiceState {
  return { service, epoch: 0, at: 0, holds: [], pins: [], written: [], seen: [], owed: [] };
}

/** The next state of a service, or a veto with its reason. Returns the very same state when nothing changes. */
export function advanceService(state: ServiceState, request: ServiceRequest, service: Service): ServiceStep {
  switch (request.type) {
    case 'hold':
      return takeHold(state, request.hold, service);
    case 'release':
      return release(state, request, service);
    case 'pin': {
      const { pin } = request;
      // The newest word counts: one for every region ends what was said of a single one.
      const isOver = (one: Pin): boolean =>
        one.switch === pin.switch && (pin.region === undefined || one.region === pin.region);
      const pins = [...state.pins.filter((one) => !isOver(one)), pin];
      return done(change({ ...state, pins }, service, pin.at), 'pinned');
    }
    case 'edited': {
      // The same edit is seen again while it could not be written over: it is one word of one person.
      const pinned = takeEdit(state, request, service);
      if (pinned === state) return done(state, 'known');
      return done(change(pinned, service, request.at), `edit in ${request.region} pinned`);
    }
    case 'clear': {
      const pins = state.pins.filter((one) => one.switch !== request.switch);
      const holds = state.holds.filter((one) => one.switch !== request.switch);
      if (pins.length === state.pins.length && holds.length === state.holds.length) return done(state, 'it was free');
      const gone = state.holds.filter((one) => !holds.includes(one)).map(({ incident }) => incident);
      return done(change({ ...state, pins, holds }, service, request.at, gone), 'given back');
    }
    case 'written': {
      const { region, levels } = request;
      const known = state.written.find((one) => one.region === region);
      if (known !== undefined && JSON.stringify(known.levels) === JSON.stringify(levels)) return done(state, 'known');
      const others = state.written.filter((one) => one !== known);
      return done({ ...state, written: [...others, { region, levels }] }, 'noted');
    }
    case 'epoch-seen':
      if (request.epoch < state.epoch) return done(state, 'an older epoch');
      return done(change({ ...state, epoch: request.epoch }, service, request.at), 'epoch adopted');
    case 'time':
      return done(handOver(state, request.orphans, service, request.at), 'time');
    default:
      return request satisfies never;
  }
}

/** The level of a switch in a region, percent: a person's unexpired pin, else the minimum over holds, else 100. */
export function levelIn(state: ServiceState, name: string, region: string, now: number): number {
  return entryIn(state, name, region, now).allow;
}

/** The text of the switchboard for a region, as the state stands. */
export function boardFor(state: ServiceState, service: Service, region: string, now: number): string {
  const switches: Record<string, SwitchEntry> = {};
  // A region that the service no longer has gets every switch back.
  for (const { name } of service.regions.includes(region) ? service.switches : []) {
    const entry = entryIn(state, name, region, now);
    if (entry.allow < 100) switches[name] = entry;
  }
  return renderSwitchboard({ epoch: state.epoch, at: formatInstant(state.at), switches });
}

function entryIn(state: ServiceState, name: string, region: string, now: number): SwitchEntry {
  const pins = state.pins.filter((pin) => pin.switch === name && (pin.until === undefined || pin.until > now));
  const pin = pins.find((one) => one.region === region) ?? pins.find((one) => one.region === undefined);
  if (pin !== undefined) return { allow: pin.allow, reason: 'pin' };
  const holds = state.holds.filter((hold) => hold.switch === name);
  const lowest = holds.reduce<Hold | undefined>(
    (min, one) => (min === undefined || one.allow < min.allow ? one : min),
    undefined,
  );
  if (lowest === undefined) return { allow: 100, reason: 'down' };
  return { allow: lowest.allow, reason: lowest.reason, incident: lowest.incident };
}

function takeHold(state: ServiceState, hold: Hold, service: Service): ServiceStep {
  const held = state.holds.find(({ incident, switch: name }) => incident === hold.incident && name === hold.switch);
  const seen = state.seen.find(({ incident }) => incident === hold.incident)?.n ?? 0;
  if (hold.n <= seen) return done(state, held?.n === hold.n ? 'held already' : 'late, ignored');
  const veto = vetoOf(state, hold, service);
  if (veto !== undefined) return { state, answer: { is: 'vetoed', reason: veto } };
  const holds = [...state.holds.filter((one) => one !== held), hold];
  const next = { ...state, holds, seen: see(state, hold.incident, hold.n) };
  return done(change(next, service, hold.at), `held at ${hold.allow} %`);
}

function vetoOf(state: ServiceState, hold: Hold, service: Service): string | undefined {
  if (!service.switches.some(({ name }) => name === hold.switch))
    return `${service.id} declares no switch ${hold.switch}`;
  if (hold.reason !== 'down') return undefined;
  const pin = state.pins.find((one) => one.switch === hold.switch && (one.until === undefined || one.until > hold.at));
  if (pin !== undefined && pin.allow > hold.allow) return `pinned at ${pin.allow} % by ${pin.owner}`;
  const off = new Set(state.holds.filter(({ allow }) => allow < 100).map((one) => one.switch));
  off.add(hold.switch);
  if (off.size > service.maxOff) return `${service.id} may have at most ${service.maxOff} switches off at once`;
  return undefined;
}

function release(
  state: ServiceState,
  request: Extract<ServiceRequest, { type: 'release' }>,
  service: Service,
): ServiceStep {
  const seen = state.seen.find(({ incident }) => incident === request.incident)?.n ?? 0;
  if (request.n <= seen) return done(state, 'released already');
  const holds = state.holds.filter((one) => one.incident !== request.incident || one.switch !== request.switch);
  const next = { ...state, holds, seen: see(state, request.incident, request.n) };
  if (holds.length === state.holds.length) return done(next, 'nothing was held');
  return done(change(next, service, request.at, [request.incident]), 'released');
}

function takeEdit(
  state: ServiceState,
  edit: Extract<ServiceRequest, { type: 'edited' }>,
  service: Service,
): ServiceState {
  const before = state.written.find(({ region }) => region === edit.region)?.levels;
  const pins = service.switches.flatMap(({ name }): Pin[] => {
    const allow = edit.board.switches[name]?.allow ?? 100;
    // What differs from what we wrote is the person's word; what we decided since then is not undone by it.
    const was = before === undefined ? levelIn(state, name, edit.region, edit.at) : (before[name] ?? 100);
    if (allow === was) return [];
    return [{ switch: name, allow, owner: `edit in ${edit.region}`, at: edit.at, region: edit.region }];
  });
  const isKnown = (pin: Pin): boolean =>
    state.pins.some((one) => one.switch === pin.switch && one.region === pin.region && one.allow === pin.allow);
  if (edit.board.epoch <= state.epoch && pins.every(isKnown)) return state;
  const replaced = (pin: Pin): boolean => pins.some((one) => one.switch === pin.switch && one.region === pin.region);
  const epoch = Math.max(state.epoch, edit.board.epoch);
  return { ...state, epoch, pins: [...state.pins.filter((pin) => !replaced(pin)), ...pins] };
}

function handOver(state: ServiceState, orphans: readonly string[], service: Service, at: number): ServiceState {
  const holds = state.holds.filter(({ incident }) => !orphans.includes(incident));
  const pins = state.pins.filter(({ until }) => until === undefined || until > at);
  if (holds.length === state.holds.length && pins.length === state.pins.length) return state;
  return change({ ...state, holds, pins }, service, at, orphans);
}

/** A new epoch, owed to every region, in place of what a region is still owed: the document is rendered whole. */
function change(state: ServiceState, service: Service, at: number, gone: readonly string[] = []): ServiceState {
  const epoch = Math.max(state.epoch + 1, Math.floor(at / SECOND));
  const incidents = [...state.holds.map(({ incident }) => incident), ...gone];
  const left = state.written.flatMap(({ region, levels }) => (Object.keys(levels).length > 0 ? [region] : []));
  const owed = [...new Set([...service.regions, ...left])].map((region): Owed => {
    const lane = `${service.id}/${region}`;
    const waiting = state.owed.find((one) => one.lane === lane)?.effect;
    const earlier = waiting?.type === 'switchboard' ? waiting.incidents : [];
    const all = [...new Set([...earlier, ...incidents])];
    const effect = { type: 'switchboard' as const, service: service.id, region, epoch, incidents: all };
    return owe(`${service.id}/epoch-${epoch}/${region}`, lane, effect, at);
  });
  return { ...state, epoch, at, owed };
}

function see(state: ServiceState, incident: string, n: number): ServiceState['seen'] {
  return [...state.seen.filter((one) => one.incident !== incident), { incident, n }].slice(-SEEN_KEPT);
}

function done(state: ServiceState, detail: string): ServiceStep {
  return { state, answer: { is: 'done', detail } };
}
