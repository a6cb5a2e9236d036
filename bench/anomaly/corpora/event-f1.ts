import type { CloudFile } from './cloud.ts';

/** Precision over alerts, recall over events. */
export interface EventScore {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly alerts: number;
  readonly events: number;
}

/** Rows of each file that are not scored. */
const WARM_UP = 150;

interface Alert {
  readonly evidence: number;
  /** The event that it hits, −1 for none; numbered over all files. */
  readonly event: number;
}

/** At one threshold for all series: the one with the best F1, or the given one. An alert hits from one row before an event to three after. */
export function scoreEvents(
  files: readonly CloudFile[],
  evidence: readonly Float64Array[],
  frozen?: number,
): EventScore {
  const { alerts, counted } = collect(files, evidence);
  const events = counted.filter(Boolean).length;
  const at = (threshold: number): EventScore => {
    const end = alerts.findIndex((alert) => alert.evidence < threshold);
    const said = end < 0 ? alerts : alerts.slice(0, end);
    const good = said.filter(({ event }) => event >= 0);
    const found = [...new Set(good.map(({ event }) => event))].filter((event) => counted[event]).length;
    const precision = said.length ? good.length / said.length : 1;
    const recall = events ? found / events : 1;
    const f1 = precision + recall ? (2 * precision * recall) / (precision + recall) : 0;
    return { threshold, precision, recall, f1, alerts: said.length, events };
  };
  if (frozen !== undefined) return at(frozen);
  const levels = [...new Set(evidence.flatMap((one) => [...one]))].filter((level) => level > 0).sort((a, b) => b - a);
  let best = at(Number.POSITIVE_INFINITY);
  for (let k = 1; k < Math.min(levels.length, 4000); k = Math.ceil(k * 1.03)) {
    const score = at(levels[k] as number);
    if (score.f1 > best.f1) best = score;
  }
  return best;
}

/** All that alerts, the surest first, and which events count: those after the warm-up. */
function collect(files: readonly CloudFile[], evidence: readonly Float64Array[]) {
  const alerts: Alert[] = [];
  const counted: boolean[] = [];
  files.forEach(({ value, events }, k) => {
    for (let i = WARM_UP; i < value.length; i++) {
      const found = evidence[k]?.[i] ?? 0;
      if (!(found > 0)) continue;
      const event = events.findIndex(([from, to]) => i >= from - 1 && i <= to + 3);
      alerts.push({ evidence: found, event: event < 0 ? -1 : counted.length + event });
    }
    counted.push(...events.map(([from]) => from >= WARM_UP));
  });
  return { alerts: alerts.sort((a, b) => b.evidence - a.evidence), counted };
}
