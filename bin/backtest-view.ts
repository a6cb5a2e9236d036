import Table from 'cli-table3';
import colors from 'picocolors';
import type { Backtest } from '../lib/app/backtest.ts';
import { MONITOR_CHECK } from '../lib/core/check-policy.ts';
import type { Agreement } from '../lib/core/replay/agreement.ts';
import type { Difference } from '../lib/core/replay/difference.ts';
import type { ReplayedIncident } from '../lib/core/replay/incidents.ts';
import type { BacktestReport } from '../lib/core/replay/report.ts';
import { formatInstant, formatSpan } from '../lib/core/time.ts';
import { counted, heardLines } from './heard-lines.ts';
import { PLAIN } from './results-view.ts';

/** Lines of one list; the JSON has all. */
const LISTED = 20;

/** What a back-test found, for a person. */
export function backtestText({ report, agreement, against }: Backtest): string {
  return [
    ...summary(report),
    ...(agreement === undefined ? [] : agreed(agreement)),
    ...labels(report),
    ...falsePages(report),
    ...noisiest(report),
    ...vetoes(report),
    ...(against === undefined ? [] : comparison(report, against.report, against.difference)),
  ].join('\n');
}

function summary(report: BacktestReport): readonly string[] {
  const { from, to, runs, pages, pagesPerMonth, monitorPages, warnings } = report;
  const ofMonitor = monitorPages === 0 ? '' : `, ${monitorPages} of them about the monitor itself`;
  const lines: (readonly [string, string])[] = [
    ['history', `${day(from)} to ${day(to)} (${formatSpan(to - from)}), ${plural(runs, 'run')}`],
    ...heardLines(report),
    ['pages', `${pages}${ofMonitor}; ${pagesPerMonth.toFixed(1)} per month of 30 days`],
    ['warnings', `${warnings}`],
    ...faults(report),
    ['contained', contained(report)],
  ];
  return lines.map(([name, text]) => `${colors.bold(name.padEnd(11))}${text}`);
}

function faults({
  labels: all,
  labelsOutside,
  missed,
  detection,
  false: wrong,
}: BacktestReport): (readonly [string, string])[] {
  if (wrong === undefined)
    return [['faults', 'the history has no labels: missed faults and false pages are not known']];
  const delay =
    detection === undefined
      ? ''
      : `; told after ${formatSpan(detection.medianMs)} in the median, ${formatSpan(detection.worstMs)} at the most`;
  const outside = labelsOutside === 0 ? '' : `; ${labelsOutside} more are not in the time of the history`;
  const found = `${all.length - missed} of ${all.length} labelled faults found${delay}${outside}`;
  const color = missed === 0 ? colors.green : colors.red;
  return [
    ['faults', color(found)],
    ['false', wrong.length === 0 ? colors.green('no false page') : colors.red(plural(wrong.length, 'false page'))],
  ];
}

function plural(count: number, noun: string): string {
  return `${counted(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function contained({ trips, wouldTrip, minutesContained }: BacktestReport): string {
  const shadow = wouldTrip === 0 ? '' : `; ${wouldTrip} trips were only recorded or suggested`;
  return `${trips} trips, ${minutesContained.toFixed(1)} minutes${shadow}`;
}

function agreed({ recorded, same, differences }: Agreement): readonly string[] {
  const text = `${same} of ${recorded} recorded incidents are decided as they were then`;
  const color = differences.length === 0 ? colors.green : colors.yellow;
  const listed = differences.slice(0, LISTED).map((difference) => `           ${difference}`);
  return [`${colors.bold('recorded'.padEnd(11))}${color(text)}`, ...listed];
}

function labels({ labels: all }: BacktestReport): readonly string[] {
  if (all.length === 0) return [];
  const order = { missed: 0, warned: 1, paged: 2 } as const;
  const paint = { missed: colors.red, warned: colors.yellow, paged: colors.green } as const;
  const sorted = [...all].sort((a, b) => order[a.found] - order[b.found] || a.from - b.from);
  const rows = sorted
    .slice(0, LISTED)
    .map(({ found, name, check, from, delayMs }) => [
      paint[found](found),
      delayMs === undefined ? '–' : formatSpan(delayMs),
      check,
      minute(from),
      name,
    ]);
  return titled('labelled faults', ['', 'after', 'check', 'began', 'what'], rows, all.length);
}

function falsePages({ false: wrong = [] }: BacktestReport): readonly string[] {
  if (wrong.length === 0) return [];
  return titled('false pages', ['check', 'paged', 'what'], wrong.slice(0, LISTED).map(rowOf), wrong.length);
}

function noisiest({ byCheck }: BacktestReport): readonly string[] {
  const noisy = byCheck.filter(({ pages, warnings }) => pages + warnings > 0);
  if (noisy.length === 0) return [];
  const rows = noisy.slice(0, LISTED).map(({ check, pages, warnings }) => [nameOf(check), `${pages}`, `${warnings}`]);
  return titled('by check', ['check', 'pages', 'warnings'], rows, noisy.length);
}

function vetoes({ vetoes: all }: BacktestReport): readonly string[] {
  if (all.length === 0) return [];
  return titled(
    'what vetoes stopped',
    ['times', 'why'],
    all.map(({ times, reason }) => [`${times}`, reason]),
    all.length,
  );
}

function comparison(first: BacktestReport, second: BacktestReport, difference: Difference): readonly string[] {
  const delay = ({ detection }: BacktestReport): string =>
    detection === undefined ? '–' : formatSpan(detection.medianMs);
  const rows: readonly (readonly string[])[] = [
    ['pages per month', first.pagesPerMonth.toFixed(1), second.pagesPerMonth.toFixed(1)],
    ['warnings', `${first.warnings}`, `${second.warnings}`],
    ['missed faults', `${first.missed}`, `${second.missed}`],
    ['false pages', `${first.false?.length ?? '–'}`, `${second.false?.length ?? '–'}`],
    ['median delay', delay(first), delay(second)],
    ['minutes contained', first.minutesContained.toFixed(1), second.minutesContained.toFixed(1)],
  ];
  const { onlyFirst, onlySecond, changed, same } = difference;
  return [
    ...titled('against', ['', 'this', 'against'], rows, rows.length),
    '',
    `${same} ${same === 1 ? 'incident is' : 'incidents are'} the same, ${changed.length} at another time, ${onlyFirst.length} only here, ${onlySecond.length} only there`,
    ...(changed.length === 0
      ? []
      : titled(
          'at another time',
          ['check', 'this', 'against', 'what'],
          changed.slice(0, LISTED).map(changeOf),
          changed.length,
        )),
    ...(onlyFirst.length === 0
      ? []
      : titled('only here', ['check', 'paged', 'what'], onlyFirst.slice(0, LISTED).map(rowOf), onlyFirst.length)),
    ...(onlySecond.length === 0
      ? []
      : titled('only there', ['check', 'paged', 'what'], onlySecond.slice(0, LISTED).map(rowOf), onlySecond.length)),
  ];
}

/** When each of them paged; where that is the same, it opened or tripped at another time. */
function changeOf({ first, second }: Difference['changed'][number]): readonly string[] {
  const [here, there] = [first, second].map(({ pagedAt, trippedAt }) => {
    const page = pagedAt === undefined ? 'nobody' : minute(pagedAt);
    return first.pagedAt === second.pagedAt && trippedAt !== undefined ? `${page}, trip ${minute(trippedAt)}` : page;
  });
  return [nameOf(first.check), here ?? '', there ?? '', first.what];
}

function rowOf({ check, pagedAt, what }: ReplayedIncident): readonly string[] {
  return [nameOf(check), pagedAt === undefined ? 'nobody' : minute(pagedAt), what];
}

function titled(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  all: number,
): readonly string[] {
  const table = new Table({
    ...PLAIN,
    chars: { ...PLAIN.chars, middle: '' },
    head: head.map((name) => colors.bold(name)),
  });
  table.push(...rows.map((row) => [...row]));
  const more = all > rows.length ? [`… and ${all - rows.length} more; --json has all`] : [];
  return ['', colors.bold(title), table.toString(), ...more];
}

function nameOf(check: string): string {
  return check === MONITOR_CHECK ? 'the monitor itself' : check;
}

function day(at: number): string {
  return formatInstant(at).slice(0, 10);
}

function minute(at: number): string {
  return `${formatInstant(at).slice(0, 19).replace('T', ' ')}`;
}
