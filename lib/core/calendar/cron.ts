import { Cron } from 'croner';
import { MINUTE } from '../time.ts';

/** Where the gaps of a cron are measured from: any instant does that lies before a whole year of it. */
const SAMPLED_FROM = Date.UTC(2026, 0, 1);
const SAMPLED = 500;

/** The shortest time between two instants of a cron, milliseconds: what its runs must end within. */
export function shortestGap({ expression, zone }: { readonly expression: string; readonly zone: string }): number {
  const runs = new Cron(expression, { timezone: zone, paused: true }).nextRuns(SAMPLED, new Date(SAMPLED_FROM));
  const gaps = runs.slice(1).map((run, i) => run.getTime() - (runs[i]?.getTime() ?? 0));
  return Math.max(MINUTE, Math.min(...gaps));
}
