import type { Detector, Sample } from '../lib/core/detect/detector.ts';
import { type Finding, SORTS } from '../lib/core/detect/finding.ts';
import type { Fused } from '../lib/core/detect/fuse.ts';

/** Passing runs after which it is warm, and knows what is usual: their mean. */
export const WARM_AFTER = 20;

const [PASSES, SUM, STREAK, VALUE, GAP, HASH, FAILS, COUNT] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * Stands in for the real detector where it is not the statistics that a test is about: each run a tenth slower than the mean
 * of the first twenty adds evidence. To be put in its place by `vi.mock`. Sensitive to order, and to a run that is seen twice.
 */
export function newDetector(): Detector {
  return { at: 0, values: new Float32Array(8) };
}

export function copyDetector({ at, values }: Detector): Detector {
  return { at, values: values.slice() };
}

export function observe(detector: Detector, { at, outcome, latencyMs }: Sample): number {
  if (at <= detector.at) throw new Error('samples must come in order');
  const v = detector.values;
  const get = (i: number): number => v[i] ?? 0;
  v[GAP] = detector.at === 0 ? 0 : at - detector.at;
  detector.at = at;
  v[COUNT] = get(COUNT) + 1;
  v[HASH] = (get(HASH) * 31 + at / 1_000 + (Number.isNaN(latencyMs) ? 7 : Math.round(latencyMs * 10))) % 65_521;
  if (outcome === 'fail') v[FAILS] = get(FAILS) + 1;
  if (outcome === 'fail' || Number.isNaN(latencyMs)) return evidenceOf(detector);
  if (get(PASSES) < WARM_AFTER) {
    v[PASSES] = get(PASSES) + 1;
    v[SUM] = get(SUM) + latencyMs;
    return 0;
  }
  const isSlow = latencyMs > 1.1 * usual(detector);
  v[VALUE] = isSlow ? latencyMs : get(VALUE);
  v[STREAK] = isSlow ? get(STREAK) + 1 : Math.max(0, get(STREAK) - 2);
  return evidenceOf(detector);
}

export function findingOf(detector: Detector): Finding {
  const v = detector.values;
  const get = (i: number): number => v[i] ?? 0;
  const typical = usual(detector);
  const evidence = evidenceOf(detector);
  const isCold = get(PASSES) < WARM_AFTER;
  const expected = { low: 0.9 * typical, typical, high: 1.1 * typical };
  const said = SORTS.map((sort) => (sort === 'shift50' && !isCold ? 14 * evidence : 0));
  if (isCold || evidence === 0) return { evidence: 0, said, isCold, ...(isCold ? {} : { expected }) };
  const runs = get(STREAK);
  const since = detector.at - (runs - 1) * get(GAP);
  return { evidence, said, by: 'shift', since, runs, expected, value: get(VALUE), isCold };
}

/** What is slow is usual from now on. */
export function acceptLevel({ values: v }: Detector): void {
  v[SUM] = (v[VALUE] ?? 0) * (v[PASSES] ?? 0);
  v[STREAK] = 0;
}

export function encodeDetector({ at, values }: Detector): string {
  return JSON.stringify(['fake', at, ...values]);
}

export function decodeDetector(text: string): Detector | undefined {
  const [version, at, ...values] = JSON.parse(text) as [string, number, ...number[]];
  return version === 'fake' ? { at, values: Float32Array.from(values) } : undefined;
}

function usual({ values }: Detector): number {
  return (values[SUM] ?? 0) / Math.max(1, values[PASSES] ?? 0);
}

/** Four slow runs in a row alert. */
function evidenceOf({ values }: Detector): number {
  return (values[STREAK] ?? 0) / 4;
}

/** The strongest region has the word. */
export function fuse(findings: ReadonlyMap<string, Finding>): Fused {
  const warm = [...findings].filter(([, { isCold }]) => !isCold);
  const regions = warm.filter(([, { evidence }]) => evidence >= 0.5).map(([region]) => region);
  const scope = regions.length === 0 ? 'none' : regions.length === warm.length ? 'all' : 'one';
  return { evidence: Math.max(0, ...warm.map(([, finding]) => finding.evidence)), scope, regions };
}
