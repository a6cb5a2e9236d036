import type { Family } from './families.ts';
import { normal, type Random } from './random.ts';
import type { Traits } from './traits.ts';

/** What the latency of a check does as a whole, as logarithms: regions of one check share it. */
export interface Climate {
  /** The factor of the noise at this hour. */
  regime: number;
  noise: number;
  drift: number;
  deployLevel: number;
}

export const createClimate = (): Climate => ({ regime: 1, noise: 0, drift: 0, deployLevel: 0 });

/** Goes on by one sample. The order of the draws is part of the benchmark. */
export function stepClimate(climate: Climate, traits: Traits, family: Family, random: Random): void {
  if (random() < 1 / 360) climate.regime = random() < 0.5 ? 1 : traits.volatility;
  climate.noise = nextNoise(climate.noise, traits, climate.regime, family.body(random));
  climate.drift += traits.driftSd * normal(random) - climate.drift * 1e-5;
  if (traits.deployRate && random() < traits.deployRate) climate.deployLevel += 0.16 * (random() - 0.5);
}

/** Noise with memory whose standard deviation is `sd × regime`, whatever the memory. */
export function nextNoise(noise: number, { memory, sd }: Traits, regime: number, innovation: number): number {
  return memory * noise + Math.sqrt(1 - memory * memory) * sd * regime * innovation;
}
