import colors from 'picocolors';
import type { BacktestReport } from '../lib/core/replay/report.ts';
import { latenessMs } from '../lib/core/schedule.ts';
import { formatSpan } from '../lib/core/time.ts';

/** Most of a list in one line. */
const NAMED = 5;

/** What of a history was of no use, and what of the definition it says nothing of: name and text of each line. */
export function heardLines(report: BacktestReport): readonly (readonly [string, string])[] {
  const { ignored, spare, silent, offbeat } = report;
  return [
    ...(ignored === 0
      ? []
      : [
          ['left out', `${counted(ignored)} runs of checks or regions that are not defined`] as const,
          ['', strangersIn(report)] as const,
        ]),
    ...(spare === 0 ? [] : [['left out', `${counted(spare)} runs that are there twice, or too late`] as const]),
    ...(silent.length === 0 ? [] : [['no run', colors.yellow(`of ${named(silent)}: nothing is known of it`)] as const]),
    ...offbeat.slice(0, NAMED).map((one) => ['cadence', colors.yellow(describeOffbeat(one))] as const),
  ];
}

/** The checks and regions that are not defined, with their numbers of runs. */
export function strangersIn({ strangers }: Pick<BacktestReport, 'strangers'>): string {
  return named(strangers.map(({ check, region, runs }) => `${check} in ${region} (${counted(runs)})`));
}

/** A number of runs for a person. */
export function counted(n: number): string {
  return n.toLocaleString('en');
}

function describeOffbeat({ check, cadenceMs, gapMs }: BacktestReport['offbeat'][number]): string {
  const [recorded, defined] = [formatSpan(gapMs), formatSpan(cadenceMs)];
  const both = `${check} was recorded about every ${recorded}, and is defined to run every ${defined}`;
  return gapMs < cadenceMs
    ? `${both}: rules that count runs hold sooner here than they would`
    : `${both}: what lies over ${formatSpan(latenessMs(cadenceMs))} apart is not counted together; define it as it was recorded`;
}

function named(all: readonly string[]): string {
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return `${all.slice(0, NAMED).join(', ')}${more}`;
}
