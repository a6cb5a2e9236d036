import type { Maintenance } from './calendar.ts';
import { previousOf } from './cron.ts';
import { spanAt } from './hours.ts';

/** Times that follow each other without a break are one; more of them are not looked at. */
const MOST_JOINED = 20;

/** The end of the maintenance that holds at an instant, of those that join it the last; undefined when none does. */
export function maintenanceUntil(windows: readonly Maintenance[] | undefined, at: number): number | undefined {
  let until: number | undefined;
  for (let i = 0; windows !== undefined && i < MOST_JOINED; i += 1) {
    const end = Math.max(...windows.map((window) => endOf(window, until ?? at)));
    if (!(end > (until ?? at))) break;
    until = end;
  }
  return until;
}

/** When a window ends that holds at `at`; minus infinity when it does not. */
function endOf(window: Maintenance, at: number): number {
  if ('from' in window) return at >= window.from && at < window.to ? window.to : Number.NEGATIVE_INFINITY;
  if ('hours' in window) {
    const span = spanAt(window.hours, at);
    return span !== undefined && at < span.to ? span.to : Number.NEGATIVE_INFINITY;
  }
  const [from] = previousOf(window.begins, at, 1);
  return from !== undefined && at < from + window.lastsMs ? from + window.lastsMs : Number.NEGATIVE_INFINITY;
}
