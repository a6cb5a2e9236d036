import { AT } from './layout.ts';

const HALF_HOUR = 1_800;
const DAY_SECONDS = 86_400;
const BINS = 48;

/** Checks that run more seldom than this have no runs beside each other to interpolate between, seconds. */
const SPARSE_STEP = 1_200;

/** A day whose neighbouring half hours lie further apart than this, in log-latency, has an edge in it. */
const EDGE = 0.1;

/** How fast the level follows: a memory of 700 runs, half a day at one minute. A deploy is forgotten in a day, a fault is not. */
const LEVEL_GAIN = 1 / 700;

/** How fast half hours and weekend hours follow once they are known. */
const DAY_GAIN = 0.003;
const WEEKEND_GAIN = 0.007;

/** Runs that a half hour counts as having seen as expected before it has seen any. */
const PRIOR_RUNS = 8;

/** What is added to a latency before its logarithm, as a share of the typical one: it keeps zeros finite. */
const OFFSET_SHARE = 0.02;
const OFFSET_GAIN = 0.0005;

/** Days before weekends are told from other days. */
const WEEK_DAYS = 5;

/** Log-latency as the detector sees it. */
export function logLatency(v: Float32Array, latencyMs: number): number {
  const latency = Math.max(0, latencyMs);
  const passed = v[AT.passed] as number;
  const offset = v[AT.offset] as number;
  if (passed === 0) v[AT.offset] = OFFSET_SHARE * latency;
  else {
    const most = passed < 50 ? latency : 20 * offset + 1e-9;
    const gain = Math.max(OFFSET_GAIN, 1 / (passed + 6));
    v[AT.offset] = offset + gain * (OFFSET_SHARE * Math.min(latency, most) - offset);
  }
  return Math.log(latency + (v[AT.offset] as number) + 1e-6);
}

/** The latency of a log-latency, milliseconds. */
export function latencyOf(v: Float32Array, log: number): number {
  return Math.max(0, Math.exp(log) - (v[AT.offset] as number));
}

/** Log-latency that is usual at an instant (epoch seconds): level, half hour of the day, and hour of a weekend day. */
export function expectedAt(v: Float32Array, at: number): number {
  return levelAt(v, at) + dayAt(v, at);
}

/**
 * How much of a residual an edge of the day explains that comes an hour early or late, as after a change of the clock, or that
 * lies within a half hour. 0 on a smooth day. `spread`: the variance of residuals; what is no larger than them is no edge.
 */
export function explainedByEdge(v: Float32Array, at: number, residual: number, spread: number): number {
  if ((v[AT.step] as number) >= SPARSE_STEP) return 0;
  let bin = mod(Math.floor(mod(at, DAY_SECONDS) / HALF_HOUR - 0.5) - 2, BINS);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let edge = 0;
  let before = 0;
  for (let i = 0; i < 6; i++) {
    const here = v[AT.day + bin] as number;
    bin = bin === BINS - 1 ? 0 : bin + 1;
    if (here < low) low = here;
    if (here > high) high = here;
    if (i > 0 && Math.abs(here - before) > edge) edge = Math.abs(here - before);
    before = here;
  }
  if (edge <= EDGE || edge * edge <= spread) return 0;
  const day = dayAt(v, at);
  const seen = day + residual;
  return seen < low ? low - day : seen > high ? high - day : residual;
}

/** Lets level and day follow a residual that was clipped. `pace`: 1, or less while something is wrong. */
export function learnExpected(v: Float32Array, at: number, residual: number, pace: number): void {
  const passed = v[AT.passed] as number;
  const step = v[AT.step] as number;
  v[AT.level] = (v[AT.level] as number) + Math.max(pace * LEVEL_GAIN, 1 / (passed + 6)) * residual;
  const isLong = (v[AT.days] as number) > WEEK_DAYS;
  if (isWeekend(at) && isLong) {
    const hour = AT.weekend + Math.floor(mod(at, DAY_SECONDS) / 3_600);
    v[hour] = (v[hour] as number) + WEEKEND_GAIN * Math.sqrt(Math.max(1, step / 60)) * pace * residual;
    return;
  }
  const bin = AT.day + Math.floor(mod(at, DAY_SECONDS) / HALF_HOUR);
  const visits = passed / Math.min(BINS, DAY_SECONDS / step);
  v[bin] = (v[bin] as number) + Math.max(DAY_GAIN * pace, 1 / (visits + PRIOR_RUNS)) * residual;
}

function levelAt(v: Float32Array, at: number): number {
  const level = v[AT.level] as number;
  return isWeekend(at) ? level + (v[AT.weekend + Math.floor(mod(at, DAY_SECONDS) / 3_600)] as number) : level;
}

/** Between the middles of two half hours. */
function dayAt(v: Float32Array, at: number): number {
  const place = mod(at, DAY_SECONDS) / HALF_HOUR;
  if ((v[AT.step] as number) >= SPARSE_STEP) return v[AT.day + Math.floor(place)] as number;
  const first = Math.floor(place - 0.5);
  const a = v[AT.day + mod(first, BINS)] as number;
  const b = v[AT.day + mod(first + 1, BINS)] as number;
  return a + (b - a) * (place - 0.5 - first);
}

/** Saturday and Sunday in UTC. 1 January 1970 was a Thursday. */
function isWeekend(at: number): boolean {
  return mod(Math.floor(at / DAY_SECONDS) + 3, 7) >= 5;
}

// The remainder of two doubles by % is a call out of compiled code, twice as slow as all the rest here (bench:anomaly).
function mod(a: number, n: number): number {
  return a - n * Math.floor(a / n);
}
