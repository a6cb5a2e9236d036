import { createClimate, nextNoise, stepClimate } from './climate.ts';
import { dayOf } from './day.ts';
import { FAMILIES, type Family } from './families.ts';
import type { Fault } from './faults.ts';
import { placeFaults } from './place-faults.ts';
import { uniform } from './random.ts';
import { type Series, SPAN } from './series.ts';
import { createSite, record } from './site.ts';
import { drawTraits, PER_DAY } from './traits.ts';

/** A fault with where it is: in all regions, or in the one of that number. */
export interface RegionalFault extends Fault {
  readonly where: 'all' | number;
}

/** One check from several regions, sample by sample beside each other. */
export interface RegionalSeries {
  readonly samples: number;
  readonly warmUp: number;
  readonly faults: readonly RegionalFault[];
  readonly regions: readonly Series[];
}

export interface RegionalOptions {
  readonly clean?: boolean;
  readonly family?: Family;
  readonly regions?: number;
}

/** What a seed of the check is multiplied by, so that the streams of its regions are not those of other seeds. */
const APART = 1_009;

/**
 * One seed, one check. Its regions share day, drift, deploys, rough hours and half of the noise's variance; each has its own level
 * (up to four times the nearest one's: it is farther away), the other half of the noise, and its own spikes, blips, failures and gaps.
 */
export function makeRegional(seed: number, options: RegionalOptions = {}): RegionalSeries {
  const { family = FAMILIES.A, clean = false, regions: count = 5 } = options;
  const random = uniform(seed);
  const traits = drawTraits(random);
  const day = dayOf(traits, family);
  const placed = clean ? [] : placeFaults(random, traits, day, SPAN);
  const faults = placed.map((fault): RegionalFault => {
    return { ...fault, where: random() < 0.5 ? 'all' : Math.floor(random() * count) };
  });
  const samples = SPAN.days * PER_DAY;
  const places = Array.from({ length: count }, (_, region) => {
    const own = uniform(seed * APART + region + 1);
    const hits = faults.filter(({ where }) => where === 'all' || where === region);
    const farther = { ...traits, base: traits.base * 4 ** own(), gapAt: drawTraits(own).gapAt };
    return { site: createSite({ traits: farther, family, day, random: own, faults: hits }, samples), noise: 0 };
  });
  const climate = createClimate();
  for (let i = 0; i < samples; i++) {
    stepClimate(climate, traits, family, random);
    for (const place of places) {
      place.noise = nextNoise(place.noise, traits, climate.regime, family.body(place.site.random));
      record(place.site, i, climate.drift + climate.deployLevel, Math.SQRT1_2 * (climate.noise + place.noise));
    }
  }
  const warmUp = SPAN.warmUpDays * PER_DAY;
  const regions = places.map(({ site: { latency, ok, faults: hits } }) => ({
    samples,
    warmUp,
    faults: hits,
    latency,
    ok,
  }));
  return { samples, warmUp, faults, regions };
}
