import { AT } from './layout.ts';
import { clip, type Innovation, logDensity } from './noise.ts';
import { follow, rarityOf, sumOf } from './tail.ts';

/**
 * Lasting changes of the level, each alternative a cumulative sum of log-likelihood ratios (Page, Continuous inspection
 * schemes, Biometrika 1954) over innovations: a shift shows whole in its first run and, after that, as much of it as the
 * correlation leaves. +20, +30, +50, +100 and +300 %.
 */
export const SHIFTS = [0.18, 0.26, 0.405, 0.69, 1.386] as const;

/** The place of the shift that a brownout is made of. */
export const BROWNOUT_SHIFT = 1;

/** A step of +8 % is what deploys do, and no fault. */
const BENIGN = 0.08;

/** Evidence for a benign step takes away from that for a shift as far as it is above this: first it must happen, one run in 3,000. */
const BENIGN_COST = 8;

/** Evidence from which on a step that is no fault is known to have happened: about one in 20,000 runs. */
export const STEPPED = 10;

/** Most that one run says at one minute: it takes three to alert. A run that stands for more time may say more. */
const MOST = 4.6;
const MOST_EXPONENT = 0.35;

/** Seconds between runs from which one run stands for trouble of its own. */
export const SELDOM = 150;

/** Evidence that a run says which lies beyond the shift. */
const SPOKEN_FOR = 4;

/** Evidence is not added up beyond so many times the alert; where runs are seldom it counts for less, and goes further. */
const SATURATED = 1.5;
const SATURATED_SELDOM = 1.8;

/** Rarity at which each shift is an alert. Large ones are seldom faults and often spikes: they take a little more. */
export const SHIFT_ALERTS = [12.3, 12.6, 12.9, 12.9, 12.8] as const;

/** Adds a run up. Returns what it says for the shift of a brownout. */
export function addToShifts(v: Float32Array, { surprise, deviation, memory }: Innovation): number {
  const stays = 1 - memory;
  const step = v[AT.step] as number;
  const most = step > 60 ? MOST * (step / 60) ** MOST_EXPONENT : MOST;
  if (surprise < (BENIGN * stays) / 2 && isIdle(v)) {
    v[AT.benignAge] = 0;
    return -most;
  }
  const none = logDensity(surprise / deviation);
  const benignBefore = benignOf(v);
  const goesOn = (v[AT.benign] as number) + logDensity((surprise - BENIGN * stays) / deviation) - none;
  v[AT.benign] = Math.max(0, goesOn, logDensity((surprise - BENIGN) / deviation) - none);
  v[AT.benignAge] = (v[AT.benign] as number) > 0 ? (v[AT.benignAge] as number) + 1 : 0;
  const benign = benignOf(v);
  const saturated = step >= SELDOM ? SATURATED_SELDOM : SATURATED;
  let brownout = 0;
  for (let k = 0; k < SHIFTS.length; k++) {
    const shift = SHIFTS[k] as number;
    const before = v[AT.sum + k] as number;
    // The density is symmetric: what lies nearer to nothing than to the shift speaks against it, and there is nothing to lose.
    if (before === 0 && benign === 0 && k !== BROWNOUT_SHIFT && surprise < (shift * stays) / 2) {
      follow(v, k, 0);
      continue;
    }
    const more = clip(logDensity((surprise - shift * stays) / deviation) - none, most);
    const begins = Math.min(most, logDensity((surprise - shift) / deviation) - none);
    if (k === BROWNOUT_SHIFT) brownout = before + more > begins ? more : Math.max(begins, -most);
    const enough = benign + sumOf(v, k, saturated * (SHIFT_ALERTS[k] as number));
    const sum = Math.min(enough, Math.max(benign, before + more, benignBefore + begins));
    v[AT.sum + k] = sum;
    follow(v, k, sum - benign);
  }
  return brownout;
}

/** Whether nothing is added up, so that a run which speaks for no shift changes nothing: true of most. */
function isIdle(v: Float32Array): boolean {
  if (v[AT.benign] !== 0 || v[AT.brownout] !== 0) return false;
  for (let k = 0; k < SHIFTS.length; k++) if (v[AT.sum + k] !== 0) return false;
  return true;
}

/** How rare what speaks for a shift is, once what a benign step explains is taken away. */
export function shiftRarity(v: Float32Array, k: number): number {
  return rarityOf(v, k, shiftSum(v, k));
}

/** What speaks for a shift, once what a benign step explains is taken away. */
export function shiftSum(v: Float32Array, k: number): number {
  return (v[AT.sum + k] as number) - benignOf(v);
}

/** Runs since the largest shift began that one run or more speaks for; undefined where there is none. */
export function newestShiftRuns(v: Float32Array): number | undefined {
  for (let k = SHIFTS.length - 1; k >= 0; k--) if (shiftSum(v, k) >= SPOKEN_FOR) return v[AT.age + k] as number;
  return undefined;
}

function benignOf(v: Float32Array): number {
  return Math.max(0, (v[AT.benign] as number) - BENIGN_COST);
}
