import { FAULT_TYPES, type Fault, type FaultType } from '../made/faults.ts';
import { falseAlertsPerMonth, type Judged } from './incidents.ts';

/** How the faults of one type were found. */
export interface TypeScore {
  readonly faults: number;
  readonly recall: number;
  /** Samples until found, 1 for the first; Infinity where half, or one of ten, were not found. */
  readonly delay50: number;
  readonly delay90: number;
  /** The mean of 1 − (delay − 1) / duration, 0 for what was not found. */
  readonly utility: number;
}

/** One threshold on one faulted and one clean set. */
export interface Operation {
  readonly threshold: number;
  /** 100 × the mean utility over the types of fault. */
  readonly score: number;
  readonly recall: number;
  readonly falseAlertsFaulted: number;
  readonly falseAlertsClean: number;
  /** Over both sets together. */
  readonly falseAlerts: number;
  readonly byType: Readonly<Record<FaultType, TypeScore>>;
}

/** The sample of a fault at which evidence reaches the threshold, 1 for the first; Infinity if none does. */
export function delayOf(evidence: Float32Array, { start, end }: Fault, threshold: number): number {
  for (let i = start; i < end; i++) if ((evidence[i] as number) >= threshold) return i - start + 1;
  return Number.POSITIVE_INFINITY;
}

export function operate(faulted: readonly Judged[], clean: readonly Judged[], threshold: number): Operation {
  const found = faulted.flatMap(({ evidence, faults }) =>
    faults.map((fault) => ({ ...fault, delay: delayOf(evidence, fault, threshold) })),
  );
  const typeScores = FAULT_TYPES.map((type) => scoreOf(found.filter((one) => one.type === type)));
  const some = typeScores.filter(({ faults }) => faults > 0);
  return {
    threshold,
    score: (100 * some.reduce((sum, { utility }) => sum + utility, 0)) / some.length,
    recall: found.filter(({ delay }) => delay < Number.POSITIVE_INFINITY).length / found.length,
    falseAlertsFaulted: falseAlertsPerMonth(faulted, threshold),
    falseAlertsClean: falseAlertsPerMonth(clean, threshold),
    falseAlerts: falseAlertsPerMonth([...faulted, ...clean], threshold),
    byType: Object.fromEntries(FAULT_TYPES.map((type, k) => [type, typeScores[k]])) as Record<FaultType, TypeScore>,
  };
}

function scoreOf(found: readonly (Fault & { readonly delay: number })[]): TypeScore {
  const delays = found.map(({ delay }) => delay);
  const hits = found.filter(({ delay }) => delay < Number.POSITIVE_INFINITY);
  const utility = hits.reduce((sum, { start, end, delay }) => sum + (1 - (delay - 1) / (end - start)), 0);
  return {
    faults: found.length,
    recall: hits.length / found.length,
    delay50: quantile(delays, 0.5),
    delay90: quantile(delays, 0.9),
    utility: utility / found.length,
  };
}

export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}
