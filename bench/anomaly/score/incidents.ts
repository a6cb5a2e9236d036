import { type Outline, STEP } from '../made/series.ts';

/** An outline with the evidence that a candidate gave at each of its samples. */
export interface Judged extends Outline {
  /** Single precision, as SMB scores it. Where there is no result, the last evidence stands. */
  readonly evidence: Float32Array;
  /** The greatest evidence that is scored. */
  readonly peak: number;
}

/** After a fault, alerts of this many samples are still its own. */
const GRACE = 60;
const QUIET = 30;
const MONTH = 30 * 86_400_000;

export function judged({ samples, warmUp, faults }: Outline, evidence: Float32Array): Judged {
  let peak = 0;
  for (let i = warmUp; i < samples; i++) if ((evidence[i] as number) > peak) peak = evidence[i] as number;
  return { samples, warmUp, faults, evidence, peak };
}

/** Samples at which an incident opens: evidence at the threshold opens, 30 samples under half of it close. */
export function incidents({ evidence, warmUp, peak }: Judged, threshold: number): readonly number[] {
  if (peak < threshold) return [];
  const opened: number[] = [];
  let open = false;
  let quiet = 0;
  for (let i = warmUp; i < evidence.length; i++) {
    const value = evidence[i] as number;
    if (!open) {
      if (value >= threshold) {
        open = true;
        quiet = 0;
        opened.push(i);
      }
    } else if (value < threshold / 2) {
      if (++quiet >= QUIET) open = false;
    } else quiet = 0;
  }
  return opened;
}

/** Incidents that open outside of every fault and its grace. */
export function falseAlerts(one: Judged, threshold: number): readonly number[] {
  return incidents(one, threshold).filter((i) => !one.faults.some(({ start, end }) => i >= start && i < end + GRACE));
}

/** False alerts per series and 30 days of scored time without faults. */
export function falseAlertsPerMonth(set: readonly Judged[], threshold: number): number {
  let count = 0;
  let months = 0;
  for (const one of set) {
    count += falseAlerts(one, threshold).length;
    let excluded = 0;
    for (const { start, end } of one.faults) excluded += end - start + GRACE;
    months += ((one.samples - one.warmUp - excluded) * STEP) / MONTH;
  }
  return count / months;
}

/** The least threshold that keeps within a budget of false alerts per series and month. */
export function thresholdFor(set: readonly Judged[], budget: number): number {
  let low = 0;
  let high = 1e-9;
  while (falseAlertsPerMonth(set, high) > budget && high < 1e9) high = Math.max(1e-3, high * 2);
  for (let k = 0; k < 30; k++) {
    const middle = (low + high) / 2;
    if (falseAlertsPerMonth(set, middle) > budget) low = middle;
    else high = middle;
  }
  return high;
}
