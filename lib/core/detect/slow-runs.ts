import { AT } from './layout.ts';

/** A run is slow that takes at least this much longer in log-latency (× 2.1), and … */
const SLOW = 0.75;

/** … so many times the spread of residuals. */
const SLOW_SPREADS = 3.5;

/** Places in a row are told apart up to here. */
const PLACES = 4;

/** Slow runs of which so much is known that no more need be added. */
const SATURATED = 14;

/** At this improbability (a natural logarithm) slow runs in a row are an alert: about once in 330,000 runs. */
export const SLOW_ALERT = 12.7;

/** What is supposed before anything is known: how often a run is slow, a second, a third and a further one after it. */
const TRIALS = [300, 4, 4, 4] as const;
const HITS = [1, 0.4, 0.2, 0.4] as const;

/** Counts above this fade, so that what was long ago weighs less. */
const FADES = 30;
const KEPT = 0.98;

export function startSlowRuns(v: Float32Array): void {
  for (let i = 0; i < PLACES; i++) {
    v[AT.slowTrials + i] = TRIALS[i] as number;
    v[AT.slowHits + i] = HITS[i] as number;
  }
}

/**
 * Counts how often this series has one slow run, and a second and a third after it; how improbable a row of them is follows
 * from that: spikes that always come in twos make two of them no news.
 */
export function addToSlowRuns(v: Float32Array, residual: number): void {
  const inRow = v[AT.slowInRow] as number;
  const isSlow = residual > Math.max(SLOW, SLOW_SPREADS * Math.sqrt(v[AT.spread] as number));
  const place = Math.min(inRow, PLACES - 1);
  const [trials, hits] = [AT.slowTrials + place, AT.slowHits + place];
  if (isSlow) {
    const before = inRow === 0 ? 0 : (v[AT.slowEvidence] as number);
    const said = -Math.log((v[hits] as number) / (v[trials] as number));
    v[AT.slowEvidence] = before > SATURATED ? before : before + said;
  }
  if ((v[AT.slowEvidence] as number) < SATURATED) {
    v[trials] = (v[trials] as number) + 1;
    if (isSlow) v[hits] = (v[hits] as number) + 1;
  }
  v[AT.slowInRow] = isSlow ? inRow + 1 : 0;
  if (!isSlow) v[AT.slowEvidence] = 0;
}

export function forgetSlowRuns(v: Float32Array): void {
  for (let i = 0; i < PLACES; i++) {
    if ((v[AT.slowTrials + i] as number) <= FADES) continue;
    v[AT.slowTrials + i] = (v[AT.slowTrials + i] as number) * KEPT;
    v[AT.slowHits + i] = (v[AT.slowHits + i] as number) * KEPT;
  }
}
