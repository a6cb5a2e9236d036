import Table from 'cli-table3';
import colors from 'picocolors';
import type { SloReport } from '../lib/core/slo/slo-report.ts';
import { formatSpan } from '../lib/core/time.ts';
import { PLAIN } from './results-view.ts';

/** Characters of the bar that a whole budget fills. */
const WIDTH = 20;

/** Each error budget with a bar of what is left of it, and how fast it burns over the windows of each alert. */
export function sloText(reports: readonly SloReport[]): string {
  const [first] = reports;
  const windows = (first?.burns ?? []).map(({ longMs, shortMs }) => `${formatSpan(longMs)}/${formatSpan(shortMs)}`);
  const table = new Table({
    ...PLAIN,
    chars: { ...PLAIN.chars, middle: '' },
    head: ['slo', 'objective', 'attained', 'window', 'budget left', '', 'bad', 'runs', ...windows].map(colors.bold),
    colAligns: [
      'left',
      'right',
      'right',
      'right',
      'left',
      'right',
      'right',
      'right',
      ...windows.map(() => 'right' as const),
    ],
  });
  for (const { id, objective, attained, windowMs, left, counts, burns } of reports) {
    const { good, bad } = counts;
    table.push([
      id,
      `${objective} %`,
      `${(attained * 100).toFixed(3)} %`,
      formatSpan(windowMs),
      bar(left),
      percent(left),
      bad,
      good + bad,
      ...burns.map(({ rates, fires }) =>
        (fires ? colors.red : colors.dim)(rates.map((rate) => rate.toFixed(1)).join('/')),
      ),
    ]);
  }
  const apart = reports.flatMap(({ id, counts: { upstream, unknown } }) => [
    ...(upstream > 0 ? [`${id}: ${upstream} failed runs are booked to what is upstream`] : []),
    ...(unknown > 0 ? [`${id}: ${unknown} runs could not be told, by the monitor's own fault`] : []),
  ]);
  const legend =
    'the last columns: times the allowed rate, over the long and the short window of each alert; red: it fires';
  return [table.toString(), '', ...apart, colors.dim(legend)].join('\n');
}

function bar(left: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, left)) * WIDTH);
  const color = left <= 0.1 ? colors.red : left <= 0.5 ? colors.yellow : colors.green;
  return `${color('█'.repeat(filled))}${colors.dim('░'.repeat(WIDTH - filled))}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
