import { PHASES, type Phase } from '../assertion.ts';
import type { Phases } from '../result.ts';
import { AT } from './layout.ts';
import { RECENT_GAIN } from './noise.ts';

/**
 * Which phase of a run moved when its latency did. A run's residual is split into a part for each phase, by the logarithmic
 * mean of what was expected and what came (Ang, The LMDI approach to decomposition analysis, Energy Policy 2005): the parts, and
 * one for what is in no phase, add up to the residual. It tells what moved, and has no say in whether anything did.
 */

/** How fast a phase's usual share of the expected latency follows: a memory of 200 runs, since shares change over the day. */
const SHARE_GAIN = 0.005;

/** Evidence from which on no share is learned: a fault must not become usual. */
const SUSPECTED = 0.5;

/** Runs with phases before a phase is named, and as many as are counted. */
const KNOWN_RUNS = 120;
const MOST_RUNS = 10_000;

/** Evidence from which on a phase is named: what every region of several says when together they alert. */
const TOLD = 0.3;

/** Least share of a change that is most of it, and the least change: standard deviations of residuals. */
const MOST_OF_IT = 0.7;
const LEAST_SPREADS = 0.5;

const COUNT = PHASES.length;

/** In a millisecond. */
const TENTHS = 10;

/** A phase that explains most of a change of latency, and how much of it: 0.7 to 1. */
export type Moved = { readonly phase: Phase; readonly share: number };

/**
 * Takes the phases of a passed run, after its noise was learned from. A phase that did not happen took no time; a run whose
 * phases are not known says that none moved.
 */
export function addToPhases(v: Float32Array, phases: Phases | undefined, latencyMs: number, residual: number): void {
  const runs = v[AT.phaseRuns] as number;
  if (phases === undefined) {
    if (runs > 0)
      for (let p = 0; p < COUNT; p++) v[AT.phaseMoved + p] = (v[AT.phaseMoved + p] as number) * (1 - RECENT_GAIN);
    return;
  }
  const latency = TENTHS * (latencyMs + (v[AT.offset] as number) + 1e-6);
  const expected = latency * Math.exp(-residual);
  // `before` is the residual as it counts: of a spike no more than of any other run that is far off.
  const scale = Math.abs(residual) < 1e-6 ? 1 / expected : (v[AT.before] as number) / (latency - expected);
  const isLearned = (v[AT.evidence] as number) < SUSPECTED;
  const gain = isLearned ? Math.max(SHARE_GAIN, 1 / (runs + 1)) : 0;
  if (runs === 0) startShares(v, phases, latency, expected);
  addPhase(v, 0, tenthsOf(phases.dns, latency), expected, scale, gain);
  addPhase(v, 1, tenthsOf(phases.tcp, latency), expected, scale, gain);
  addPhase(v, 2, tenthsOf(phases.tls, latency), expected, scale, gain);
  addPhase(v, 3, tenthsOf(phases.firstByte, latency), expected, scale, gain);
  addPhase(v, 4, tenthsOf(phases.transfer, latency), expected, scale, gain);
  if (isLearned && runs < MOST_RUNS) v[AT.phaseRuns] = runs + 1;
}

/** Takes what moved for usual, as `acceptLevel` takes the level, which it does after this. */
export function acceptPhases(v: Float32Array): void {
  const recent = v[AT.recent] as number;
  const grown = Math.exp(recent);
  const mean = Math.abs(recent) < 1e-6 ? 1 : (grown - 1) / recent;
  for (let p = 0; p < COUNT; p++) {
    const usual = v[AT.phaseUsual + p] as number;
    v[AT.phaseUsual + p] = Math.max(0, usual + mean * (v[AT.phaseMoved + p] as number)) / grown;
    v[AT.phaseMoved + p] = 0;
  }
}

/** The phase that explains most of how far the last ten runs or so are off; undefined where none does, or too little is known. */
export function movedOf(v: Float32Array): Moved | undefined {
  const recent = v[AT.recent] as number;
  const least = LEAST_SPREADS * Math.sqrt(v[AT.spread] as number);
  if ((v[AT.phaseRuns] as number) < KNOWN_RUNS || (v[AT.evidence] as number) < TOLD) return undefined;
  if (Math.abs(recent) < least) return undefined;
  for (const [p, phase] of PHASES.entries()) {
    const share = (v[AT.phaseMoved + p] as number) / recent;
    if (share >= MOST_OF_IT) return { phase, share: Math.min(1, share) };
  }
  return undefined;
}

/** The first run with phases is what is usual. */
function startShares(v: Float32Array, phases: Phases, latency: number, expected: number): void {
  for (const [p, phase] of PHASES.entries()) v[AT.phaseUsual + p] = tenthsOf(phases[phase], latency) / expected;
}

/** `time` and `expected` in tenths of a millisecond. */
function addPhase(v: Float32Array, p: number, time: number, expected: number, scale: number, gain: number): void {
  const usual = v[AT.phaseUsual + p] as number;
  const moved = v[AT.phaseMoved + p] as number;
  const part = scale * (time - usual * expected);
  v[AT.phaseUsual + p] = usual + gain * part;
  v[AT.phaseMoved + p] = moved + RECENT_GAIN * (part - moved);
}

/** A time in tenths of a millisecond, which is what a checkpoint has of it; no more than the run took. */
function tenthsOf(ms: number | undefined, most: number): number {
  if (ms === undefined || !(ms > 0)) return 0;
  const time = Math.round(ms * TENTHS);
  return time < most ? time : most;
}
