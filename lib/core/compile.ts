import type { Maintenance, MaintenanceDefinition } from './calendar/calendar.ts';
import { compileCalendar, compileMaintenance, cronOf } from './calendar/compile-calendar.ts';
import { shortestGap } from './calendar/cron.ts';
import type { Check, CheckDefinition } from './check.ts';
import type { CommonCheck, CommonOptions, Quorum } from './common-check.ts';
import { compileAssertion } from './compile-assertion.ts';
import type { Parent, ParentDefinition } from './dependency.ts';
import { compileDetection } from './detect/sensitivity.ts';
import type { RetryClass } from './failure.ts';
import { DEFAULT_FLAPPING } from './flapping.ts';
import { compileDns } from './kinds/dns.ts';
import { compileDomain } from './kinds/domain.ts';
import { compileFlow } from './kinds/flow.ts';
import { compileGrpc } from './kinds/grpc.ts';
import { compileHeartbeat } from './kinds/heartbeat.ts';
import { compileHttp } from './kinds/http.ts';
import { compileQueue } from './kinds/queue.ts';
import { compileTcp } from './kinds/tcp.ts';
import { compileTls } from './kinds/tls.ts';
import { compileUdp } from './kinds/udp.ts';
import { compileWebsocket } from './kinds/websocket.ts';
import { type Monitor, type MonitorDefinition, placeNameOf, type Region, type RegionEntry } from './monitor.ts';
import { DEFAULT_ROUTES } from './route.ts';
import { type CountRule, compileRule } from './rule.ts';
import type { Service, ServiceDefinition } from './service.ts';
import { slosOf } from './slo/compile-slo.ts';
import { durationMs, MINUTE, SECOND } from './time.ts';
import type { Containment, TripDefinition } from './trip.ts';

/** How often a check runs that does not say. */
export const DEFAULT_CADENCE = '1m';

const DEFAULT_RULE: CountRule = { hits: 2, of: 2 };
const DEFAULT_RETRY: readonly RetryClass[] = ['dns', 'connect', 'tls', 'timeout', 'protocol', '5xx'];

/** The monitor with every default filled in. The definition is valid: `validateMonitor` found nothing. */
export function compileMonitor(definition: MonitorDefinition): Monitor {
  const regions = definition.regions.map(regionOf);
  const names = regions.map((region) => region.name);
  const slos = slosOf(definition);
  const counted = new Set(slos.flatMap(({ checks }) => checks));
  return {
    name: definition.name,
    home: definition.home,
    regions,
    services: definition.services.map((service) => serviceOf(service, definition.home)),
    channels: definition.notify,
    checks: definition.checks.map((check) => ({
      ...checkOf(check, names),
      ...detectionOf(check, definition.detect),
      ...maintenanceOf(check, definition.maintenance ?? []),
      ...(counted.has(check.id) && { counted: true as const }),
    })),
    ...(slos.length > 0 && { slos }),
    ...(definition.routes?.unknown !== undefined && { unknownRoute: definition.routes.unknown }),
  };
}

/** What all attempts of a run must end within, milliseconds: a second before the next slot, at most 25 s. */
export function budgetOf(cadenceMs: number): number {
  return Math.min(cadenceMs - SECOND, 25 * SECOND);
}

/** Milliseconds between two runs; of a cron the fewest. */
export function cadenceOf(every: CommonOptions['every'] = DEFAULT_CADENCE): number {
  return typeof every === 'string' ? durationMs(every) : shortestGap(cronOf(every));
}

function regionOf(entry: RegionEntry): Region {
  if (typeof entry === 'string') return { name: entry, allow: [] };
  const { region, name = placeNameOf(entry), vpc, allow = [], controls } = entry;
  return {
    name,
    ...(name !== region && { awsRegion: region }),
    ...(vpc !== undefined && { vpc }),
    allow,
    ...(controls !== undefined && { controls }),
  };
}

function serviceOf(service: ServiceDefinition, home: string): Service {
  const switches = Object.values(service.switches).map(({ name, failDefault, owner }) => ({
    name,
    failDefault,
    ...(owner === undefined ? {} : { owner }),
  }));
  return {
    id: service.id,
    regions: service.regions ?? [home],
    maxOff: service.maxOff ?? switches.length,
    switches,
  };
}

/** The monitor's windows that are about the check, and its own. */
function maintenanceOf(
  { id, maintenance: own = [] }: CheckDefinition,
  shared: readonly MaintenanceDefinition[],
): { readonly maintenance?: readonly Maintenance[] } {
  const all = [...shared.filter(({ checks }) => checks === undefined || checks.includes(id)), ...own];
  return all.length === 0 ? {} : { maintenance: all.map(compileMaintenance) };
}

/** What has no latency of a target is not watched. */
function detectionOf(check: CheckDefinition, shared: MonitorDefinition['detect']): Pick<CommonCheck, 'detect'> {
  if (check.kind === 'heartbeat' || check.kind === 'domain' || check.kind === 'queue') return {};
  const detect = compileDetection(check.detect ?? shared);
  return detect === undefined ? {} : { detect };
}

function checkOf(check: CheckDefinition, monitorRegions: readonly string[]): Check {
  return { ...commonOf(check, monitorRegions), ...fieldsOf(check) };
}

function commonOf(
  check: CommonOptions & { readonly id: string },
  monitorRegions: readonly string[],
): Omit<CommonCheck, 'target'> {
  const cadenceMs = cadenceOf(check.every);
  const regions = regionsOf(check.regions, monitorRegions);
  return {
    id: check.id,
    timeoutMs: check.timeout === undefined ? Math.min(10 * SECOND, cadenceMs - 4 * SECOND) : durationMs(check.timeout),
    budgetMs: budgetOf(cadenceMs),
    cadenceMs,
    expect: (check.expect ?? []).map(compileAssertion),
    ...(check.mustFail === true && { mustFail: true as const }),
    failWhen: compileRule(check.failWhen ?? DEFAULT_RULE),
    recoverWhen: check.recoverWhen ?? DEFAULT_RULE,
    ...(check.degradedWhen !== undefined && { degradedWhen: compileRule(check.degradedWhen) }),
    regions,
    quorum: quorumOf(check.regions?.quorum, regions.length),
    ...retryOf(check.retry),
    ...calendarOf(check),
    ...flappingOf(check.flapping),
    ...(check.routes !== undefined && { routes: { ...DEFAULT_ROUTES, ...check.routes } }),
    ...(check.dependsOn !== undefined && check.dependsOn.length > 0 && { dependsOn: check.dependsOn.map(parentOf) }),
    ...(check.contain === undefined ? {} : { contain: containmentOf(check.contain, regions.length) }),
  };
}

function calendarOf({ every, activeHours }: CommonOptions): Pick<CommonCheck, 'calendar'> {
  const calendar = compileCalendar(every, activeHours);
  return calendar === undefined ? {} : { calendar };
}

function flappingOf(flapping: CommonOptions['flapping'] = DEFAULT_FLAPPING): Pick<CommonCheck, 'flapping'> {
  if (flapping === false) return {};
  return { flapping: { changes: flapping.changes, windowMs: durationMs(flapping.window) } };
}

function parentOf(parent: ParentDefinition): Parent {
  return typeof parent === 'string' ? { check: parent, kind: 'own' } : { check: parent.check, kind: parent.kind };
}

function retryOf(retry: CommonOptions['retry'] = { on: DEFAULT_RETRY }) {
  if (retry === false || retry.where === 'burst') return { retry: [] };
  const { on, attempts, backoff } = retry;
  return {
    retry: on,
    ...(attempts !== undefined && { attempts }),
    ...(backoff !== undefined && { backoffMs: durationMs(backoff) }),
  };
}

/** What the kind adds. It may replace what is common, such as the expectations. */
function fieldsOf(check: CheckDefinition) {
  switch (check.kind) {
    case 'flow':
      return compileFlow(check, budgetOf(cadenceOf(check.every)));
    case 'dns':
      return compileDns(check);
    case 'domain':
      return compileDomain(check);
    case 'grpc':
      return compileGrpc(check);
    case 'heartbeat':
      return compileHeartbeat(check);
    case 'http':
      return compileHttp(check);
    case 'queue':
      return compileQueue(check);
    case 'tcp':
      return compileTcp(check);
    case 'tls':
      return compileTls(check);
    case 'udp':
      return compileUdp(check);
    case 'websocket':
      return compileWebsocket(check);
    default:
      return check satisfies never;
  }
}

/** A number of regions; of a share the least number that is as much, of nothing more than half. */
export function quorumOf(quorum: number | undefined, regions: number): number {
  if (quorum === undefined) return Math.floor(regions / 2) + 1;
  return quorum < 1 ? Math.max(1, Math.ceil(quorum * regions - 1e-9)) : quorum;
}

function regionsOf(quorum: Quorum | undefined, all: readonly string[]): readonly string[] {
  const { of } = quorum ?? {};
  return of === undefined ? all : all.filter((name) => of.includes(name));
}

function containmentOf(trip: TripDefinition, regions: number): Containment {
  return {
    service: trip.switch.service,
    switch: trip.switch.name,
    mode: trip.mode ?? 'shadow',
    allow: trip.allow ?? 0,
    sees: trip.sees,
    relieves: trip.relieves ?? [],
    holdMs: trip.holdFor === undefined ? MINUTE : durationMs(trip.holdFor),
    graceMs: trip.grace === undefined ? 2 * MINUTE : durationMs(trip.grace),
    singleRegion: trip.singleRegion ?? false,
    ...(trip.when !== undefined && { when: compileRule(trip.when) }),
    ...(trip.quorum !== undefined && { quorum: quorumOf(trip.quorum, regions) }),
  };
}
