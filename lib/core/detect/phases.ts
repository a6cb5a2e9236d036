import { PHASES, type Phase } from '../assertion.ts';
import type { Phases } from '../result.ts';
import { AT } from './layout.ts';

/**
 * Which phase of a run moved when its latency did. A run's residual is split into a part for each phase, by the logarithmic
 * mean of what was expected and what came (Ang, The LMDI approach to decomposition analysis, Energy Policy 2005): the parts, and
 * one for what is in no phase, add up to the residual. It tells what moved, and has no say in whether anything did.
 */

/** How fast a phase's usual share of the expected latency follows: a memory of 200 runs, since shares change over the day. */
const SHARE_GAIN = 0.005;

/** As fast as `recent` follows residuals, so that parts and whole are of the same runs. */
const RECENT_GAIN = 0.1;

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

// Filled anew by every call: nothing is allocated for a run.
const times = new Float64Array(COUNT);

/** A phase that explains most of a change of latency, and how much of it: 0.7 to 1. */
export type Moved = { readonly phase: Phase; readonly share: number };

/**
 * Takes the phases of a passed run, after its noise was learned from. A phase that did not happen took no time; of a run
 * whose phases are not known nothing is said.
 */
export function addToPhases(v: Float32Array, phases: Phases | undefined, latencyMs: number, residual: number): void {
  const runs = v[AT.phaseRuns] as number;
  if (phases === undefined && runs === 0) return;
  const latency = latencyMs + (v[AT.offset] as number) + 1e-6;
  const expected = latency * Math.exp(-residual);
  readTimes(phases, latencyMs);
  // `before` is the residual as it counts: of a spike no more than of any other run that is far off.
  const scale = Math.abs(residual) < 1e-6 ? 1 / expected : (v[AT.before] as number) / (latency - expected);
  const isLearned = phases !== undefined && (v[AT.evidence] as number) < SUSPECTED;
  const gain = isLearned ? Math.max(SHARE_GAIN, 1 / (runs + 1)) : 0;
  for (let p = 0; p < COUNT; p++) {
    const time = times[p] as number;
    const usual = runs === 0 ? time / expected : (v[AT.phaseUsual + p] as number);
    const part = phases === undefined ? 0 : scale * (time - usual * expected);
    const moved = v[AT.phaseMoved + p] as number;
    v[AT.phaseUsual + p] = usual + gain * part;
    v[AT.phaseMoved + p] = moved + RECENT_GAIN * (part - moved);
  }
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

function readTimes(phases: Phases | undefined, latencyMs: number): void {
  times[0] = timeOf(phases?.dns, latencyMs);
  times[1] = timeOf(phases?.tcp, latencyMs);
  times[2] = timeOf(phases?.tls, latencyMs);
  times[3] = timeOf(phases?.firstByte, latencyMs);
  times[4] = timeOf(phases?.transfer, latencyMs);
}

/** To a tenth of a millisecond, as a checkpoint has it, and no more than the run took. */
function timeOf(ms: number | undefined, latencyMs: number): number {
  return ms !== undefined && ms > 0 ? Math.min(latencyMs, Math.round(ms * 10) / 10) : 0;
}
