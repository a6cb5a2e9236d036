import type { Check } from '../core/check.ts';
import type { Region } from '../core/monitor.ts';
import type { Result } from '../core/result.ts';
import type { Context, Prober } from './ports.ts';

/** Probes at a time: enough to end soon, few enough that they do not slow each other down. */
const CONCURRENCY = 10;

/** A probe that takes longer mostly waits, and holds nobody up; its place is free again, so that servers that hang do not add up. */
const BUSY_MS = 500;

export type RunInput = {
  /** Ids of the checks to run. Default: all. */
  readonly only?: readonly string[];
  /** The region to run as, with what it may reach. Default: each check's first one. */
  readonly region?: string;
};

export type RegionResult = Result & { readonly region: string };

/**
 * Runs each check once, now, from where this code runs, and gives the results in the definition's order. Throws a
 * RangeError for an id or a region that the monitor does not have.
 */
export async function runChecks(
  ctx: Pick<Context, 'monitor' | 'clock'> & { readonly prober: Pick<Prober, 'probe'> },
  { only, region }: RunInput,
): Promise<readonly RegionResult[]> {
  const { checks, regions } = ctx.monitor;
  const runs = (only === undefined ? checks : pick(checks, only)).map((check) => ({
    check,
    place: placeOf(check, regions, region),
  }));
  const results: Promise<RegionResult>[] = [];
  const queue = [...runs.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, { check, place }] = next;
      const probe = ctx.prober.probe(check, { region: place, sampled: false });
      results[index] = probe.then((result) => ({ ...result, region: place.name }));
      await Promise.race([results[index], ctx.clock.sleep(BUSY_MS)]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return await Promise.all(results);
}

/** The checks with these ids, in the definition's order. */
function pick(all: readonly Check[], ids: readonly string[]): readonly Check[] {
  const known = all.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw notThere('check', unknown, known);
  return all.filter(({ id }) => ids.includes(id));
}

function placeOf(check: Check, regions: readonly Region[], wanted = check.regions[0]): Region {
  const place = regions.find(({ name }) => name === wanted);
  if (place !== undefined) return place;
  throw notThere(
    'region',
    [wanted ?? ''],
    regions.map(({ name }) => name),
  );
}

function notThere(noun: string, unknown: readonly string[], known: readonly string[]): RangeError {
  const names = unknown.map((name) => `"${name}"`).join(', ');
  return new RangeError(`no ${noun} ${names} in this monitor; it has ${known.join(', ')}`);
}
