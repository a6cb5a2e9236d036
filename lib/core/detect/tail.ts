import { AT } from './layout.ts';

/**
 * How far a sum of evidence must rise to be rare in this very series. A sum that starts anew whenever nothing speaks for it
 * goes through excursions; their peaks above a floor fall off exponentially, at a pace and from a rate that the series itself
 * shows: peaks over a threshold, Coles, An Introduction to Statistical Modeling of Extreme Values, chapter 4. Where the noise
 * is as assumed the pace is one per unit; where it is rougher, the same sum is worth less.
 */

/** Five shifts and jitter: each has a place of its own in the rows of the layout. */
export const SUMS = 6;
export const JITTER = 5;

/** Peaks count from here on. */
const FLOOR = [4, 4, 4, 5, 5, 4] as const;

/** Excursions a run above the floor where the noise is as assumed. */
const USUAL_RATE = [0.002, 0.002, 0.002, 0.0008, 0.0006, 0.0006] as const;

/** Peaks further above the floor count as ones that went on: a fault must not teach its own rarity. */
const CENSORED = 5;

/** What the assumptions weigh: excursions for the pace, runs for the rate. */
const PACE_PRIOR = 60;
const RATE_PRIOR = 5_000;

/** A series may be this much calmer than assumed, not more. */
const LEAST_PACE = 0.8;

/** A day of runs later the excursions of today weigh so much. */
const KEPT = 0.98;

/** A sum that is rid of what is benign, on a scale on which noise as assumed gives it back unchanged. */
export function rarityOf(v: Float32Array, k: number, sum: number): number {
  const floor = FLOOR[k] as number;
  if (sum <= floor) return sum;
  const rate =
    ((v[AT.excursions + k] as number) + RATE_PRIOR * (USUAL_RATE[k] as number)) /
    ((v[AT.learned] as number) + RATE_PRIOR);
  return floor + (sum - floor) / paceOf(v, k) - Math.log(rate / (USUAL_RATE[k] as number));
}

/** The sum that is as rare as `rarity`, at the usual rate: sums need grow no further. */
export function sumOf(v: Float32Array, k: number, rarity: number): number {
  const floor = FLOOR[k] as number;
  return floor + (rarity - floor) * paceOf(v, k);
}

/** Notes where a sum stands; when it is back at nothing its excursion is over. */
export function follow(v: Float32Array, k: number, sum: number): void {
  if (sum > (v[AT.peak + k] as number)) v[AT.peak + k] = sum;
  if (sum > 0) {
    v[AT.age + k] = (v[AT.age + k] as number) + 1;
    return;
  }
  const above = (v[AT.peak + k] as number) - (FLOOR[k] as number);
  v[AT.peak + k] = 0;
  v[AT.age + k] = 0;
  if (above <= 0) return;
  v[AT.excursions + k] = (v[AT.excursions + k] as number) + 1;
  if (above < CENSORED) v[AT.ended + k] = (v[AT.ended + k] as number) + 1;
  v[AT.excess + k] = (v[AT.excess + k] as number) + Math.min(CENSORED, above);
}

/** Lets go of old excursions. */
export function forget(v: Float32Array): void {
  v[AT.learned] = (v[AT.learned] as number) * KEPT;
  for (let i = AT.excursions; i < AT.excess + SUMS; i++) v[i] = (v[i] as number) * KEPT;
}

/** The mean excess of peaks, of those that went on estimated by how many did not: the censored maximum likelihood. */
function paceOf(v: Float32Array, k: number): number {
  return Math.max(LEAST_PACE, ((v[AT.excess + k] as number) + PACE_PRIOR) / ((v[AT.ended + k] as number) + PACE_PRIOR));
}
