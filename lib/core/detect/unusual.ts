import { AT } from './layout.ts';
import { clip } from './noise.ts';

/**
 * How unusual a single latency is: the time after which this very series is expected to show one like it again. For checks
 * that run seldom one run stands for much trouble, and there is no row of runs to wait for.
 *
 * Root latencies are held against a slow mean, a fast one, and a mean of twelve runs against the slow one. The largest of the
 * three surprises, in standard deviations, gives a return time by the exponent of the series' own tail (Hill, A simple general
 * approach to inference about the tail of a distribution, Annals of Statistics 1975); a series that often shows such things
 * needs more of them.
 */

const SLOW = { mean: 0.007, variance: 0.001 };
const FAST = { mean: 0.04, variance: 0.002 };

/** Runs of the short mean, and what its surprise counts for. */
const SHORT_RUNS = 12;
const SHORT_WEIGHT = 0.6;

/** A drop counts for so much of a rise. */
const DROP = 0.65;

/** Deviations that a run counts for at most in a variance. */
const CLIP = 12;

/** Surprises fade by this power while a burst of about fifty runs lasts. */
const BURST = 0.15;
const BURST_GAIN = 0.02;

/** Surprises below this say nothing; from the knee on the tail is the series' own. */
const LEAST = 1.5;
const KNEE = 2;

/** The exponent of the tail before anything is known, and the surprises that this weighs. One counts for at most so much. */
const TAIL = 3;
const TAIL_PRIOR = 30;
const MOST_EXCESS = 0.85;
const TAIL_DAYS = 15;

/** Decades for what is outside everything seen by this share of its range, which shrinks by a share a day. */
const RECORD = 1.2;
const RECORD_MARGIN = 0.02;
const RANGE_FADES = 0.002;

/** Decades off for each decade of earlier excursions above this many, a few runs apart, within some days. */
const HABIT = 0.6;
const HABIT_FROM = 2.8;
const HABIT_GAP = 4;
const HABIT_DAYS = 12;

/** What is young is judged more mildly. */
const YOUTH = 0.15;
const YOUTH_RUNS = 500;
const WARM_RUNS = 30;

/** A return time of so many decades of minutes, 145 days, is an alert. */
const ALERT_DECADES = 5.32;

/** Most evidence of one run at one minute, where one run is nothing; it grows as the root of the time that a run stands for. */
const MOST = 0.465;

/** Takes the latency of a passed run, in milliseconds, `passed` seconds after the run before, and keeps its evidence. */
export function addToUnusual(v: Float32Array, latencyMs: number, passed: number): void {
  const seen = v[AT.passed] as number;
  const y = Math.sqrt(Math.max(0, latencyMs));
  if (seen === 0) {
    for (const place of [AT.slowMean, AT.fastMean, AT.shortMean, AT.highest, AT.lowest]) v[place] = y;
    v[AT.calmRuns] = 1_000;
    return;
  }
  const step = followStep(v, passed);
  const n = seen + 1;
  const warm = n > WARM_RUNS;
  v[AT.shortMean] = (v[AT.shortMean] as number) + (y - (v[AT.shortMean] as number)) / Math.min(n, SHORT_RUNS);
  const days = step / 86_400;
  const evidence = warm ? Math.min(evidenceOf(v, y, n, step), MOST * Math.sqrt(step / 60)) : 0;
  v[AT.unusual] = Math.max(0, evidence);
  learn(v, y, n, warm, days);
}

/** Decades of minutes until this series is expected to show a value like this again, as a share of an alert. */
function evidenceOf(v: Float32Array, y: number, n: number, step: number): number {
  const slow = Math.sqrt(v[AT.slowVariance] as number);
  const fast = Math.sqrt(v[AT.fastVariance] as number);
  if (!(slow > 0 && fast > 0)) return 0;
  fade(v, step / 86_400);
  const z = surpriseOf(v, y, slow, fast);
  if (z < LEAST) return 0;
  let decades = Math.log10(step / 60) + TAIL * Math.log10(Math.min(z, KNEE));
  if (z >= KNEE) {
    const excess = Math.log(z / KNEE);
    const [count, sum] = [v[AT.tailCount] as number, v[AT.tailSum] as number];
    decades += ((TAIL_PRIOR + count) / (TAIL_PRIOR / TAIL + sum)) * excess * Math.LOG10E;
    v[AT.tailCount] = count + 1;
    v[AT.tailSum] = sum + Math.min(MOST_EXCESS, excess);
  }
  const [high, low] = [v[AT.highest] as number, v[AT.lowest] as number];
  if (z > KNEE && Math.max(y - high, low - y) > RECORD_MARGIN * (high - low)) decades += RECORD;
  const habit = HABIT * Math.log10(1 + (v[AT.habit] as number));
  if (decades > HABIT_FROM) {
    if ((v[AT.calmRuns] as number) > HABIT_GAP) v[AT.habit] = (v[AT.habit] as number) + 1;
    v[AT.calmRuns] = 0;
  }
  return (decades - habit - YOUTH * Math.exp(-n / YOUTH_RUNS)) / ALERT_DECADES;
}

/** The largest surprise, in standard deviations. */
function surpriseOf(v: Float32Array, y: number, slow: number, fast: number): number {
  const ofSlow = (y - (v[AT.slowMean] as number)) / slow;
  const ofFast = (y - (v[AT.fastMean] as number)) / fast;
  const short = Math.sqrt(v[AT.shortVariance] as number);
  const off = (v[AT.shortMean] as number) - (v[AT.slowMean] as number);
  const ofShort = short > 0 ? (SHORT_WEIGHT * off) / short : 0;
  const z = Math.max(ofSlow, ofFast, ofShort, -DROP * Math.min(ofSlow, ofFast, ofShort));
  const burst = v[AT.burstVariance] as number;
  return burst > fast * fast && z >= LEAST ? z / (burst / (fast * fast)) ** (BURST / 2) : z;
}

function learn(v: Float32Array, y: number, n: number, warm: boolean, days: number): void {
  v[AT.highest] = Math.max(v[AT.highest] as number, y);
  v[AT.lowest] = Math.min(v[AT.lowest] as number, y);
  const shrink = (RANGE_FADES * days * ((v[AT.highest] as number) - (v[AT.lowest] as number))) / 2;
  v[AT.highest] = (v[AT.highest] as number) - shrink;
  v[AT.lowest] = (v[AT.lowest] as number) + shrink;
  const share = 1 / n;
  const [ofSlow, ofFast] = [y - (v[AT.slowMean] as number), y - (v[AT.fastMean] as number)];
  const off = (v[AT.shortMean] as number) - (v[AT.slowMean] as number);
  const slow = warm ? clip(ofSlow, CLIP * Math.sqrt(v[AT.slowVariance] as number)) : ofSlow;
  const fast = warm ? clip(ofFast, CLIP * Math.sqrt(v[AT.fastVariance] as number)) : ofFast;
  const gain = Math.max(share, SLOW.variance);
  v[AT.slowMean] = (v[AT.slowMean] as number) + Math.max(share, SLOW.mean) * ofSlow;
  v[AT.slowVariance] = (1 - gain) * ((v[AT.slowVariance] as number) + gain * slow * slow);
  v[AT.fastMean] = (v[AT.fastMean] as number) + FAST.mean * ofFast;
  follow(v, AT.fastVariance, fast * fast, Math.max(share, FAST.variance));
  follow(v, AT.shortVariance, off * off, gain);
  follow(v, AT.burstVariance, fast * fast, Math.max(share, BURST_GAIN));
}

function fade(v: Float32Array, days: number): void {
  v[AT.tailCount] = (v[AT.tailCount] as number) * (1 - days / TAIL_DAYS);
  v[AT.tailSum] = (v[AT.tailSum] as number) * (1 - days / TAIL_DAYS);
  v[AT.habit] = (v[AT.habit] as number) * (1 - days / HABIT_DAYS);
  v[AT.calmRuns] = Math.min(1_000, (v[AT.calmRuns] as number) + 1);
}

/** The time that a run stands for, seconds. Several at one instant stand for none. */
function followStep(v: Float32Array, passed: number): number {
  const step = v[AT.usualStep] as number;
  if (passed > 0) {
    v[AT.usualStep] =
      step === 0
        ? passed
        : passed < step
          ? step + 0.5 * (passed - step)
          : step + 0.02 * (Math.min(passed, 2 * step) - step);
  }
  return v[AT.usualStep] as number;
}

function follow(v: Float32Array, place: number, value: number, gain: number): void {
  v[place] = (v[place] as number) + gain * (value - (v[place] as number));
}
