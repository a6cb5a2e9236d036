import type { Random } from './random.ts';

/** Milliseconds and samples of the grid of a made series: one result a minute. */
export const MINUTE = 60_000;
export const PER_DAY = 1_440;

/** What one series is like, drawn once: levels in ms, rates by sample. */
export interface Traits {
  readonly base: number;
  readonly amplitude: number;
  readonly phase: number;
  readonly secondHarmonic: number;
  readonly weekend: number;
  readonly sd: number;
  /** How much of the noise stays from one sample to the next. */
  readonly memory: number;
  readonly spikeRate: number;
  readonly spikeTail: number;
  readonly failureRate: number;
  readonly driftSd: number;
  readonly isRounded: boolean;
  /** The factor of the noise in its rough hours. */
  readonly volatility: number;
  readonly blipRate: number;
  readonly doubleFailureRate: number;
  readonly deployRate: number;
  /** The sample from which the day comes an hour earlier. */
  readonly clockShiftAt: number;
  readonly missingRate: number;
  /** The first of three hours without results, −1 without such a gap. */
  readonly gapAt: number;
}

/** The order of the draws is part of the benchmark: a seed means one series. */
export function drawTraits(random: Random): Traits {
  const base = Math.exp(Math.log(30) + random() * Math.log(800 / 30));
  const amplitude = random() < 0.3 ? 0 : 0.6 * random();
  return {
    base,
    amplitude,
    phase: random() * 2 * Math.PI,
    secondHarmonic: 0.3 * amplitude * random(),
    weekend: 0.75 + 0.25 * random(),
    sd: 0.04 + 0.26 * random() * random(),
    memory: 0.8 * random(),
    spikeRate: 0.001 + 0.019 * random() * random(),
    spikeTail: 1.5 + 1.5 * random(),
    failureRate: Math.exp(Math.log(1e-5) + random() * Math.log(100)),
    driftSd: 0.0004 * random(),
    isRounded: random() < 0.3,
    volatility: random() < 0.5 ? 1 + random() : 1,
    blipRate: ((random() < 0.5 ? 1 : 0) * random()) / PER_DAY,
    doubleFailureRate: random() < 0.3 ? 0.1 / PER_DAY : 0,
    deployRate: random() < 0.6 ? 1 / ((2 + 3 * random()) * PER_DAY) : 0,
    clockShiftAt: random() < 0.2 ? 20 * PER_DAY : Number.POSITIVE_INFINITY,
    missingRate: 0.005 * random(),
    gapAt: random() < 0.3 ? Math.floor((10 + 10 * random()) * PER_DAY) : -1,
  };
}
