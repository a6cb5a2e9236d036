import { AT } from './layout.ts';
import { type Innovation, logDensity } from './noise.ts';
import { follow, JITTER, rarityOf, sumOf } from './tail.ts';

/** What jitter adds to the variance of log-latency: a factor of about 1.8 up or down from run to run. */
const ADDED = 0.36;

/** What one run says at most. Slow ones may be spikes, which are nothing new; runs that are far too quick are. */
const MOST_SLOW = 2;
const MOST_QUICK = 4.6;
const LEAST = -3;

/** What the two densities differ by at zero: that of the noise is given up to a constant. */
const CONSTANT = 0.06;

/** Evidence is not added up beyond so many times the alert. */
const SATURATED = 1.5;

/** Rarity at which jitter is an alert. */
export const JITTER_ALERT = 12;

/**
 * Adds a run up: the log-likelihood ratio of a normal density with more variance against the noise. What neither the runs before
 * nor an edge of the day explain counts, and no more of it than lies between this run and the one before: a shift is no jitter.
 */
export function addToJitter(v: Float32Array, { surprise, raw, residual }: Innovation): void {
  const value = leastOf(leastOf(surprise, raw), residual - (v[AT.previous] as number));
  const usual = Math.sqrt(v[AT.variance] as number);
  // What is within one standard deviation speaks for less spread, unless there is as much as jitter adds. True of most runs.
  if (v[AT.sum + JITTER] === 0 && v[AT.peak + JITTER] === 0 && Math.abs(value) < usual && usual * usual < ADDED) return;
  const wide = Math.sqrt((v[AT.variance] as number) + ADDED);
  const z = value / wide;
  const ratio = -0.5 * z * z - Math.log(wide) - (logDensity(value / usual) - Math.log(usual) - CONSTANT);
  const said = Math.max(LEAST, Math.min(value > 0 ? MOST_SLOW : MOST_QUICK, ratio));
  const place = AT.sum + JITTER;
  const enough = sumOf(v, JITTER, SATURATED * JITTER_ALERT);
  v[place] = Math.min(enough, Math.max(0, (v[place] as number) + said));
  follow(v, JITTER, v[place] as number);
}

/** How rare the spread is. */
export function jitterRarity(v: Float32Array): number {
  return rarityOf(v, JITTER, v[AT.sum + JITTER] as number);
}

function leastOf(a: number, b: number): number {
  return Math.abs(a) < Math.abs(b) ? a : b;
}
