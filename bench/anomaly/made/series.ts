import { createClimate, stepClimate } from './climate.ts';
import { dayOf } from './day.ts';
import { FAMILIES, type Family } from './families.ts';
import type { Fault } from './faults.ts';
import { placeFaults, type Span } from './place-faults.ts';
import { uniform } from './random.ts';
import { createSite, record } from './site.ts';
import { drawTraits, MINUTE, PER_DAY } from './traits.ts';

/** What the scorers need to know of a made series: where it is scored and where it was broken. */
export interface Outline {
  readonly samples: number;
  /** Samples that are not scored. */
  readonly warmUp: number;
  readonly faults: readonly Fault[];
}

/** One made series: one check from one region, a result a minute. `ok`: 1 passed, 0 failed, 2 no result. */
export interface Series extends Outline {
  /** Milliseconds; NaN where it did not pass. */
  readonly latency: Float64Array;
  readonly ok: Uint8Array;
}

export interface SeriesOptions extends Partial<Span> {
  /** Without faults. */
  readonly clean?: boolean;
  readonly family?: Family;
  /** These faults instead of drawn ones. */
  readonly inject?: readonly Fault[];
}

/** When every made series starts, epoch ms: a Monday. */
export const STARTS_AT = Date.UTC(2025, 0, 6);
export const STEP = MINUTE;
export const SPAN: Span = { days: 28, warmUpDays: 7, faultsPerDay: 0.5 };

/** One seed, one series. Those of family A are byte for byte the ones that SMB publishes. */
export function makeSeries(seed: number, options: SeriesOptions = {}): Series {
  const { family = FAMILIES.A, clean = false, inject } = options;
  const span = { ...SPAN, ...options };
  const random = uniform(seed);
  const traits = drawTraits(random);
  const day = dayOf(traits, family);
  const samples = span.days * PER_DAY;
  const faults = inject ?? (clean ? [] : placeFaults(random, traits, day, span));
  const site = createSite({ traits, family, day, random, faults }, samples);
  const climate = createClimate();
  for (let i = 0; i < samples; i++) {
    stepClimate(climate, traits, family, random);
    record(site, i, climate.drift + climate.deployLevel, climate.noise);
  }
  return { samples, warmUp: span.warmUpDays * PER_DAY, faults, latency: site.latency, ok: site.ok };
}
