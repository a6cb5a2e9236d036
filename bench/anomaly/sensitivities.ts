import { newDetector, observe } from '../../lib/core/detect/detector.ts';
import { SENSITIVITIES, type Sensitivity, STANDS_SHARE, THRESHOLDS } from '../../lib/core/detect/sensitivity.ts';
import { makeSeries, type Series, STARTS_AT, STEP } from './made/series.ts';
import { MISSING } from './made/site.ts';
import { progress } from './progress.ts';
import { type Seeds, seedsOf } from './seeds.ts';
import { tableOf } from './table.ts';

const MONTH = 30 * 86_400_000;

/** False alerts of sound series per series and 30 days, as a check is judged: until half of its threshold it is one alert. */
export type Costs = Readonly<Record<Sensitivity, number>>;

/** What each sensitivity costs on series without faults of the published noise. */
export function measureSensitivities(clean: Seeds): Costs {
  const alerts = Object.fromEntries(SENSITIVITIES.map((name) => [name, 0])) as Record<Sensitivity, number>;
  let months = 0;
  for (const seed of seedsOf(clean)) {
    progress('sensitivities', seed - clean.from, clean.count);
    const series = makeSeries(seed, { clean: true });
    months += ((series.samples - series.warmUp) * STEP) / MONTH;
    countAlerts(series, alerts);
  }
  return Object.fromEntries(SENSITIVITIES.map((name) => [name, alerts[name] / months])) as Record<Sensitivity, number>;
}

export function sensitivitiesTable(costs: Costs): string {
  const table = tableOf(['sensitivity', 'evidence', 'false alerts per series and month'], [0]);
  for (const name of SENSITIVITIES) table.push([name, THRESHOLDS[name], costs[name].toFixed(2)]);
  return table.toString();
}

function countAlerts({ samples, warmUp, ok, latency }: Series, alerts: Record<Sensitivity, number>): void {
  const detector = newDetector();
  const open = new Set<Sensitivity>();
  for (let i = 0; i < samples; i++) {
    if (ok[i] === MISSING) continue;
    const outcome = ok[i] === 1 ? 'pass' : 'fail';
    const evidence = observe(detector, { at: STARTS_AT + i * STEP, outcome, latencyMs: latency[i] as number });
    if (i < warmUp) continue;
    for (const name of SENSITIVITIES) {
      if (evidence < THRESHOLDS[name] * STANDS_SHARE) open.delete(name);
      if (evidence < THRESHOLDS[name] || open.has(name)) continue;
      open.add(name);
      alerts[name] += 1;
    }
  }
}
