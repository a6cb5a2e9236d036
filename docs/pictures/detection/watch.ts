import { type Series, STARTS_AT, STEP } from '../../../bench/anomaly/made/series.ts';
import { MISSING } from '../../../bench/anomaly/made/site.ts';
import { type Detector, findingOf, newDetector, newsOf, observe } from '../../../lib/core/detect/detector.ts';

/** What a series gave, sample by sample, one a minute. */
export type Shown = Pick<Series, 'latency' | 'ok'>;

/** Samples that a picture shows; `end` is the first after it. */
export type Span = { readonly start: number; readonly end: number };

/** One run as a picture shows it: what it gave, what was expected of it, and the evidence after it. */
export type Run = {
  readonly i: number;
  readonly failed: boolean;
  readonly latencyMs: number;
  readonly low: number;
  readonly high: number;
  /** What stands after it, and what of that is news. */
  readonly evidence: number;
  readonly news: number;
};

/** Shows a series from its first sample on to the detector that ships, and keeps what it says within a span. */
export function watch({ latency, ok }: Shown, { start, end }: Span): readonly Run[] {
  const detector = newDetector();
  const runs: Run[] = [];
  for (let i = 0; i < end; i++) {
    if (ok[i] === MISSING) continue;
    show(detector, { latency, ok }, i);
    if (i >= start) runs.push(runOf(detector, { latency, ok }, i));
  }
  return runs;
}

/** Shows sample `i`, `apart` milliseconds after its minute began. */
export function show(detector: Detector, { latency, ok }: Shown, i: number, apart = 0): void {
  const outcome = ok[i] ? 'pass' : 'fail';
  observe(detector, { at: STARTS_AT + i * STEP + apart, outcome, latencyMs: latency[i] as number });
}

/** The run within a fault that alerts first, 1 for its first; undefined where none does. */
export function alertIn(runs: readonly Run[], { start, end }: Span): number | undefined {
  const first = runs.find(({ i, evidence }) => i >= start && i < end && evidence >= 1);
  return first && first.i - start + 1;
}

/** A run as a picture shows it, after the detector has seen it. */
export function runOf(detector: Detector, { latency, ok }: Shown, i: number): Run {
  const { evidence, expected: { low, high } = { low: 0, high: 0 } } = findingOf(detector);
  return { i, failed: ok[i] === 0, latencyMs: latency[i] as number, low, high, evidence, news: newsOf(detector) };
}
