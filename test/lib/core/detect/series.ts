import { FAMILIES } from '../../../../bench/anomaly/made/families.ts';
import type { FaultType } from '../../../../bench/anomaly/made/faults.ts';
import { makeSeries, type Series, STARTS_AT, STEP } from '../../../../bench/anomaly/made/series.ts';
import { MISSING } from '../../../../bench/anomaly/made/site.ts';
import { type Detector, newDetector, observe, type Sample } from '../../../../lib/core/detect/detector.ts';

/** Where a fault of the tests begins: the evening of the eighth day. */
export const FAULT_AT = 8 * 1_440 + 1_100;

/** Four weeks of a made series without faults, or with one that begins at `FAULT_AT`. */
export function madeSeries(seed: number, fault?: FaultType): Series {
  const inject = fault === undefined ? [] : [{ type: fault, start: FAULT_AT, end: FAULT_AT + 120 }];
  return makeSeries(seed, { family: FAMILIES.A, inject });
}

/** The samples of a made series, from one place to another. */
export function* samplesOf({ latency, ok }: Series, from: number, to: number): Iterable<Sample> {
  for (let i = from; i < to; i++) {
    if (ok[i] === MISSING) continue;
    yield { at: STARTS_AT + i * STEP, outcome: ok[i] === 1 ? 'pass' : 'fail', latencyMs: latency[i] as number };
  }
}

/** A detector that has seen a made series up to a place. */
export function grown(series: Series, to: number): Detector {
  const detector = newDetector();
  for (const sample of samplesOf(series, 0, to)) observe(detector, sample);
  return detector;
}

/** Runs of a constant latency with a little noise that repeats, one a minute. */
export function* steadyRuns(from: number, count: number, latencyMs: number): Iterable<Sample> {
  for (let i = 0; i < count; i++) {
    const wobble = 1 + 0.04 * Math.sin(12.9898 * (from + i)) * Math.cos(78.233 * (from + i));
    yield { at: STARTS_AT + (from + i) * STEP, outcome: 'pass', latencyMs: latencyMs * wobble };
  }
}
