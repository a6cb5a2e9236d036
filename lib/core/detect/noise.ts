import { AT } from './layout.ts';

/** Degrees of freedom of the density that noise is taken to have: its tails let one outlier say little. */
const FREEDOM = 4;
const FACTOR = -(FREEDOM + 1) / 2;
const SCALE = 1 / FREEDOM;

/** How fast variance and correlation follow once they are known: a memory of some days. */
const VARIANCE_GAIN = 0.0002;
const SPREAD_GAIN = 0.0004;

/** Least variance: a series that is rounded to the same number is not infinitely sure. */
const LEAST = 1e-5;

/** Most standard deviations that one run moves what is learned by. */
const CLIP = 3;

/** What it costs to believe that an outlier was the beginning of a wave, not a lone one: as a difference of log-likelihoods. */
const WAVE_COST = 2;

/** How fast the mean of the last residuals follows, and what each phase has of it: parts and whole are of the same ten runs or so. */
export const RECENT_GAIN = 0.1;

/** One run against the expectation, taken apart. */
export type Innovation = {
  /** Log-latency off what is expected at this hour. */
  residual: number;
  /** The rest of it that neither the runs before nor an edge of the day explain. */
  surprise: number;
  /** As `surprise`, edges of the day included. */
  raw: number;
  /** Standard deviation of innovations, now. */
  deviation: number;
  /** How much of a residual remains until this run, 0 to 0.9. */
  memory: number;
  /** What the noise was predicted to be. */
  predicted: number;
};

/** Log-density of noise, `z` standard deviations off, up to a constant: Student's t. */
export function logDensity(z: number): number {
  return FACTOR * Math.log(1 + z * z * SCALE);
}

/**
 * What is new in a residual: noise is correlated (an autoregression of the first order), and an outlier may be alone or the
 * beginning of a wave that dies out. `steps`: runs since the one before, 1 where none is missing. Fills `into`.
 */
export function innovate(v: Float32Array, residual: number, explained: number, steps: number, into: Innovation): void {
  const correlation = Math.max(0, Math.min(0.9, (v[AT.lagged] as number) / (v[AT.spread] as number)));
  const memory = steps > 1 ? correlation ** steps : correlation;
  const widening = steps > 1 ? Math.sqrt((1 - memory * memory) / (1 - correlation * correlation)) : 1;
  const deviation = Math.sqrt(v[AT.variance] as number) * widening;
  const outlier = v[AT.outlier] as number;
  let predicted = memory * (v[AT.drift] as number);
  if (outlier !== 0) {
    const alone = (residual - predicted) / deviation;
    const wave = (residual - memory * outlier) / deviation;
    if (wave * wave < alone * alone && logDensity(wave) - WAVE_COST > logDensity(alone)) predicted = memory * outlier;
  }
  const raw = residual - predicted;
  let surprise = raw - (explained - memory * (v[AT.explained] as number));
  if (surprise > 0 && raw < surprise) surprise = Math.max(0, raw);
  v[AT.explained] = explained;
  into.residual = residual;
  into.surprise = surprise;
  into.raw = raw;
  into.deviation = deviation;
  into.memory = memory;
  into.predicted = predicted;
}

/** Learns from a run, and returns the residual clipped, for the expectation to follow. */
export function learnNoise(v: Float32Array, { residual, raw, deviation, predicted }: Innovation, pace: number): number {
  const passed = v[AT.passed] as number;
  const most = CLIP * deviation;
  v[AT.drift] = predicted + clip(raw, most);
  v[AT.outlier] = Math.abs(raw) > most ? predicted + raw : 0;
  const gain = Math.max(VARIANCE_GAIN * pace, 1 / (passed + 30));
  const variance = v[AT.variance] as number;
  v[AT.variance] = Math.max(LEAST, variance + gain * (Math.min(raw * raw, most * most) * 1.05 - variance));
  const spreadGain = Math.max(SPREAD_GAIN * pace, 1 / (passed + 30));
  const spread = v[AT.spread] as number;
  const seen = clip(residual, 4 * Math.sqrt(spread));
  v[AT.spread] = Math.max(LEAST, spread + spreadGain * (seen * seen - spread));
  v[AT.lagged] = (v[AT.lagged] as number) + spreadGain * (seen * (v[AT.before] as number) - (v[AT.lagged] as number));
  v[AT.before] = seen;
  v[AT.previous] = residual;
  v[AT.recent] = (v[AT.recent] as number) + RECENT_GAIN * (seen - (v[AT.recent] as number));
  return clip(residual, CLIP * Math.sqrt(v[AT.spread] as number));
}

/** A value, no further from zero than so much. */
export function clip(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value;
}
