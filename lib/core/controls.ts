import { isAllowedAddress } from './address.ts';
import type { Check } from './check.ts';
import { excerpt } from './condition.ts';
import type { HttpCheck } from './kinds/http.ts';
import type { Region } from './monitor.ts';
import type { Result } from './result.ts';
import { SECOND } from './time.ts';

/** Most controls that a region may have. */
export const MOST_CONTROLS = 5;

/** How long a control may take: failing results wait for its word. */
const TIMEOUT_MS = 3 * SECOND;

/** What a region's probes ask to tell whether the region itself is cut off. `allow`: private ranges that they may be in. */
export type Controls = { readonly urls: readonly string[]; readonly allow: readonly string[] };

/** A region's controls: those that it names, be it none, or what `usual` says of its AWS region. */
export function controlsOf(region: Region, usual: (awsRegion: string) => Controls): Controls {
  const { name, awsRegion = name, allow, controls } = region;
  return controls === undefined ? usual(awsRegion) : { urls: controls, allow };
}

/** The checks of a region's controls. Any answer will do, whatever its status: that there is one is what is asked. */
export function controlChecks({ name }: Pick<Region, 'name'>, urls: readonly string[]): readonly HttpCheck[] {
  return urls.map((url, index) => ({
    kind: 'http',
    id: `control-${index}`,
    target: url.replace(/[?#].*$/s, ''),
    url,
    method: 'GET',
    headers: {},
    expect: [{ on: 'status', allowed: ['1xx', '2xx', '3xx', '4xx', '5xx'] }],
    timeoutMs: TIMEOUT_MS,
    budgetMs: TIMEOUT_MS,
    cadenceMs: TIMEOUT_MS,
    failWhen: { hits: 1, of: 1 },
    recoverWhen: { hits: 1, of: 1 },
    regions: [name],
    quorum: 1,
    retry: [],
  }));
}

/** Kinds that ask AWS or the monitor's own table: their way is not the controls'. */
const ASKING_AWS: readonly Check['kind'][] = ['heartbeat', 'queue'];

/** Whether a result is what a region that is cut off from the internet makes of any target. */
export function isDoubtful(
  { kind, mustFail }: Pick<Check, 'kind' | 'mustFail'>,
  { outcome, failure }: Result,
): boolean {
  if (ASKING_AWS.includes(kind)) return false;
  if (outcome === 'fail') return failure?.kind !== 'guard';
  return mustFail === true && outcome === 'pass';
}

/**
 * Whether the region itself is cut off: it has controls that it may reach, none of them answered, and nothing else that it
 * probed in this invocation did over the public internet. One that did would say that it is the controls that are down.
 */
export function isCutOff(controls: readonly Result[], others: readonly Result[]): boolean {
  const tried = controls.filter(({ failure }) => failure?.kind !== 'guard');
  const answered = ({ outcome }: Result): boolean => outcome === 'pass' || outcome === 'warn';
  if (tried.length === 0 || tried.some(answered)) return false;
  return !others.some((result) => answered(result) && isPublic(result));
}

/** A result of a region that is cut off: it says nothing of the target, and what was found is told. */
export function excuse(result: Result, region: Pick<Region, 'name'>, controls: readonly Result[]): Result {
  const found = result.failure?.message ?? 'it failed, as it must';
  const none =
    controls.length === 1 ? 'its control did not answer' : `none of its ${controls.length} controls answered`;
  const message = `${region.name} itself is cut off: ${none}; of the target: ${excerpt(found, 150)}`;
  const actual = excerpt(controls[0]?.failure?.message ?? 'no answer', 150);
  return {
    ...result,
    outcome: 'unknown',
    failure: { kind: 'probe', message, expected: 'an answer of a control', actual },
  };
}

function isPublic({ address }: Result): boolean {
  return address !== undefined && isAllowedAddress(address, []);
}
