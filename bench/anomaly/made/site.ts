import type { Day } from './day.ts';
import type { Family } from './families.ts';
import { type Fault, kindOf } from './faults.ts';
import type { Random } from './random.ts';
import type { Traits } from './traits.ts';

/** What `ok` says of a sample. */
export const FAILED = 0;
export const PASSED = 1;
export const MISSING = 2;

/** One place that measures, with spikes, blips, failures and gaps of its own, and what it recorded so far. */
export interface Site {
  readonly traits: Traits;
  readonly family: Family;
  readonly day: Day;
  readonly random: Random;
  readonly faults: readonly Fault[];
  /** Milliseconds; NaN where it did not pass. */
  readonly latency: Float64Array;
  readonly ok: Uint8Array;
  next: number;
  failuresLeft: number;
  secondOfDouble: number;
  blip: number;
}

export function createSite(setting: Pick<Site, 'traits' | 'family' | 'day' | 'random' | 'faults'>, samples: number) {
  const recorded = { latency: new Float64Array(samples), ok: new Uint8Array(samples) };
  return { ...setting, ...recorded, next: 0, failuresLeft: 0, secondOfDouble: 0, blip: 0 } satisfies Site;
}

/** Records sample `i`. `level`: logarithm of what drift and deploys make of the base. The order of the draws is part of the benchmark. */
export function record(site: Site, i: number, level: number, noise: number): void {
  const { traits, random } = site;
  const active = faultAt(site, i);
  const kind = active && kindOf(active.type);
  let factor = 1;
  if (active && kind?.latency) factor = kind.latency(i - active.start, random);
  const daily = kind?.atNight ? site.day.peak : site.day.factor(i);
  let failure = kind?.errors && errs(site, kind.errors, kind.run ?? 1) ? 1 : traits.failureRate;
  if ((!active || failure < 1) && isDoubleFailure(site)) failure = 1;
  let value = traits.base * daily * Math.exp(level) * factor * Math.exp(noise);
  if (random() < traits.spikeRate) value *= site.family.spike(random, traits.spikeTail);
  if (site.blip > 0) {
    value *= 2 + 2 * random();
    site.blip--;
  } else if (random() < traits.blipRate) site.blip = 1 + (random() < 0.5 ? 1 : 0);
  const ok = random() < failure ? FAILED : PASSED;
  site.latency[i] = ok ? (traits.isRounded ? Math.round(value) : value) : Number.NaN;
  const isGap = traits.gapAt >= 0 && i >= traits.gapAt && i < traits.gapAt + 180;
  site.ok[i] = random() < traits.missingRate || isGap ? MISSING : ok;
}

function faultAt(site: Site, i: number): Fault | undefined {
  let fault = site.faults[site.next];
  while (fault !== undefined && i >= fault.end) {
    site.failuresLeft = 0;
    fault = site.faults[++site.next];
  }
  return fault !== undefined && i >= fault.start ? fault : undefined;
}

/** Failures of a fault come in runs of `run`; in all, a share of `errors` fails. */
function errs(site: Site, errors: number, run: number): boolean {
  if (site.failuresLeft > 0) {
    site.failuresLeft--;
    return true;
  }
  const first = run > 1 ? errors / run / (1 - errors) : errors;
  if (site.random() >= first) return false;
  site.failuresLeft = run - 1;
  return true;
}

/** Two failures in a row that mean nothing. */
function isDoubleFailure(site: Site): boolean {
  if (site.secondOfDouble > 0) {
    site.secondOfDouble--;
    return true;
  }
  if (site.random() >= site.traits.doubleFailureRate) return false;
  site.secondOfDouble = 1;
  return true;
}
