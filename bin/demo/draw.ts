import Table from 'cli-table3';
import { formatInstant } from '../../lib/core/time.ts';
import type { Played } from './play.ts';

const PLAIN = { style: { head: [], border: [], compact: true } };
const BARS = '▁▂▃▄▅▆▇█';

/** The timeline, the customers' error shares, and their errors second by second. */
export function drawDemo({ marks, customers }: Pick<Played, 'marks' | 'customers'>): string {
  const ordered = [...marks].sort((a, b) => a.at - b.at);
  const start = ordered.find(({ what }) => what.startsWith('first failing'))?.at ?? 0;
  const timeline = new Table({ ...PLAIN, head: ['time (UTC)', 'since first failure', 'what'] });
  for (const { at, what } of ordered) {
    timeline.push([formatInstant(at).slice(11, 23), `${((at - start) / 1_000).toFixed(2)} s`, what]);
  }
  const shares = new Table({ ...PLAIN, head: ['storefront', 'requests', 'errors', 'share'] });
  for (const [period, { requests, errors }] of customers.shares) {
    shares.push([period, requests, errors, `${((100 * errors) / requests).toFixed(1)} %`]);
  }
  const line = customers.seconds.map((share) => BARS[Math.round(share * (BARS.length - 1))] ?? ' ').join('');
  return `${timeline}\n\n${shares}\n\nstorefront errors, second by second: ${line}`;
}
