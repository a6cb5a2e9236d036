import { MINUTE, SECOND } from '../../../lib/core/time.ts';
import { NOON, REGIONS } from '../../builders.ts';

/** The header of a history as CSV. */
export const head = 'at,check,region,outcome,latency\n';

/** An hour of a check: it fails everywhere in the minutes [10, 15), and for half a minute at 40. */
export function hour(check = 'cart', outcome = 'fail'): string {
  const rows: string[] = [];
  for (let at = 0; at < 60 * MINUTE; at += 10 * SECOND) {
    const isDown = (at >= 10 * MINUTE && at < 15 * MINUTE) || (at >= 40 * MINUTE && at < 40.5 * MINUTE);
    for (const region of REGIONS) rows.push(`${NOON + at},${check},${region},${isDown ? outcome : 'pass'},80`);
  }
  return `${head}${rows.join('\n')}\n`;
}
