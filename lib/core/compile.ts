import type { Assertion } from './assertion.ts';
import type { Check, CheckDefinition, Containment, Quorum, Rule, TripDefinition } from './check.ts';
import { status } from './factories/assertions.ts';
import type { RetryClass } from './failure.ts';
import type { Monitor, MonitorDefinition, Region, RegionEntry } from './monitor.ts';
import type { Service, ServiceDefinition } from './service.ts';
import { durationMs, MINUTE, SECOND } from './time.ts';

/** How often a check runs that does not say. */
export const DEFAULT_CADENCE = '1m';

const DEFAULT_RULE: Rule = { hits: 2, of: 2 };
const DEFAULT_RETRY: readonly RetryClass[] = ['dns', 'connect', 'tls', 'timeout', 'protocol', '5xx'];

/** The monitor with every default filled in. The definition is valid: `validateMonitor` found nothing. */
export function compileMonitor(definition: MonitorDefinition): Monitor {
  const regions = definition.regions.map(regionOf);
  const names = regions.map((region) => region.name);
  return {
    name: definition.name,
    home: definition.home,
    regions,
    services: definition.services.map((service) => serviceOf(service, definition.home)),
    channels: definition.notify,
    checks: definition.checks.map((check) => checkOf(check, names)),
  };
}

/** What all attempts of a run must end within, milliseconds: a second before the next slot, at most 25 s. */
export function budgetOf(cadenceMs: number): number {
  return Math.min(cadenceMs - SECOND, 25 * SECOND);
}

function regionOf(entry: RegionEntry): Region {
  return typeof entry === 'string' ? { name: entry, allow: [] } : { name: entry.region, allow: entry.allow ?? [] };
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

function checkOf(check: CheckDefinition, monitorRegions: readonly string[]): Check {
  const cadenceMs = durationMs(check.every ?? DEFAULT_CADENCE);
  const budgetMs = budgetOf(cadenceMs);
  const regions = regionsOf(check.regions, monitorRegions);
  return {
    id: check.id,
    kind: 'http',
    url: urlOf(check),
    method: check.method ?? 'GET',
    ...requestOf(check),
    timeoutMs: check.timeout === undefined ? Math.min(10 * SECOND, cadenceMs - SECOND) : durationMs(check.timeout),
    budgetMs,
    cadenceMs,
    expect: expectationsOf(check.expect ?? []).map(assertionOf),
    failWhen: check.failWhen ?? DEFAULT_RULE,
    recoverWhen: check.recoverWhen ?? DEFAULT_RULE,
    regions,
    quorum: check.regions?.quorum ?? Math.floor(regions.length / 2) + 1,
    retry: check.retry === undefined ? DEFAULT_RETRY : check.retry === false ? [] : check.retry.on,
    ...(check.contain === undefined ? {} : { contain: containmentOf(check.contain) }),
  };
}

/** A check that says nothing of the status means a good one: a 500 with the right words in it is no success. */
function expectationsOf(expect: readonly Assertion[]): readonly Assertion[] {
  return expect.some(({ on }) => on === 'status') ? expect : [status('2xx'), ...expect];
}

function regionsOf(quorum: Quorum | undefined, all: readonly string[]): readonly string[] {
  const { of } = quorum ?? {};
  return of === undefined ? all : all.filter((name) => of.includes(name));
}

/** The URL with the check's query behind its own. What the URL says itself is kept as it is written. */
function urlOf({ url: text, query }: CheckDefinition): string {
  const url = new URL(text);
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) added.append(name, String(value));
  if (added.size > 0) url.search = url.search === '' ? `?${added}` : `${url.search}&${added}`;
  url.hash = '';
  return url.href;
}

function requestOf({ headers: given, body }: CheckDefinition): Pick<Check, 'headers' | 'body'> {
  const headers = Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (body === undefined) return { headers };
  if (typeof body === 'string') return { headers, body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function assertionOf(assertion: Assertion): Assertion {
  if (assertion.on === 'header') {
    return { ...assertion, name: assertion.name.toLowerCase(), condition: conditionOf(assertion.condition) };
  }
  if (assertion.on === 'jsonPath' || assertion.on === 'bodyText') {
    return { ...assertion, condition: conditionOf(assertion.condition) };
  }
  return assertion;
}

/** Without the flag `g`, which would make a pattern remember where the last test ended. */
function conditionOf<Condition extends { readonly is: string }>(condition: Condition): Condition {
  if (!('value' in condition) || !(condition.value instanceof RegExp) || !condition.value.global) return condition;
  return { ...condition, value: new RegExp(condition.value.source, condition.value.flags.replace('g', '')) };
}

function containmentOf(trip: TripDefinition): Containment {
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
  };
}
