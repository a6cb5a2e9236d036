import { existsSync, statSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { readHistory } from '../../lib/adapters/history/read-history.ts';
import { readLabels } from '../../lib/adapters/history/read-labels.ts';
import { type Backtest, backtest } from '../../lib/app/backtest.ts';
import { BadHistory } from '../../lib/core/history/bad-history.ts';
import type { HistoryPart } from '../../lib/core/history/history-part.ts';
import type { Label } from '../../lib/core/history/label.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import { corpusOf } from '../../lib/core/worlds/corpus.ts';
import { backtestText } from '../backtest-view.ts';
import { CommandError } from '../command-error.ts';
import { strangersIn } from '../heard-lines.ts';
import { DEFAULT_CHECKS, loadDefinition } from '../load-definition.ts';
import { progressBar } from '../progress-bar.ts';

type Options = {
  readonly checks: string;
  readonly against?: string;
  readonly history?: string;
  readonly labels?: string;
  readonly maxPagesPerMonth?: number;
  readonly json?: boolean;
};

/** `killdeer backtest`: exit code 1 when there are more pages than allowed, 2 when the history cannot be judged. */
export function backtestCommand(): Command {
  return new Command('backtest')
    .description('what a definition would have done over a history: pages, delays, missed faults, containment')
    .option('--checks <file>', 'the definition', DEFAULT_CHECKS)
    .option(
      '--history <file>',
      'CSV (at,check,region,outcome,latency) or what `killdeer export` wrote, also .gz; - is standard input; default: simulated faults',
    )
    .option('--labels <file>', 'known faults as CSV (check,from,to,name)')
    .option('--against <file>', 'a second definition to compare with')
    .option('--max-pages-per-month <n>', 'exit with code 1 when there are more', pagesOf)
    .option('--json', 'print the report as JSON')
    .action(run);
}

async function run({ checks, against, history, labels, maxPagesPerMonth, json }: Options): Promise<void> {
  const { monitor } = await loadDefinition(checks);
  const other = against === undefined ? undefined : (await loadDefinition(against)).monitor;
  const known = labels === undefined ? [] : await named(labels, readLabels(existing(labels)));
  const monitors = { monitor, ...(other !== undefined && { against: other }) };
  const found = await (history === undefined
    ? backtest(monitors, corpusOf(monitor), known)
    : named(history, backtest(monitors, watched(existing(history)), known)));
  refuseEmpty(found, monitor, history);
  sayUndefined(known, monitor, labels);
  if (json === true) console.log(JSON.stringify({ history: history ?? 'simulated', ...found }, null, 2));
  else {
    if (history === undefined)
      console.log(
        'history    simulated: every check through every fault of the corpus; name your own with --history\n',
      );
    console.log(backtestText(found));
  }
  const { pagesPerMonth } = found.report;
  if (maxPagesPerMonth === undefined || pagesPerMonth <= maxPagesPerMonth) return;
  console.error(`killdeer: ${above(pagesPerMonth, maxPagesPerMonth)} pages per month, allowed are ${maxPagesPerMonth}`);
  process.exitCode = 1;
}

/** The parts of a file, with a bar on a terminal. */
async function* watched(file: string): AsyncGenerator<HistoryPart> {
  const bar = progressBar(statSync(file).size, 'replaying');
  try {
    yield* readHistory(file, (bytes) => bar.update(bytes));
  } finally {
    bar.stop();
  }
}

/** Nothing of what was recorded is defined: a report of no pages would be a lie. */
function refuseEmpty({ report }: Backtest, { checks }: Monitor, history: string | undefined): void {
  if (report.runs > 0) return;
  const found =
    report.ignored === 0
      ? 'no run'
      : `no run of a defined check and region in ${report.ignored}: they are of ${strangersIn(report)}`;
  const regions = [...new Set(checks.flatMap((check) => check.regions))].join(', ');
  throw new CommandError(
    `${history ?? 'the corpus'} has ${found}; defined are the checks ${listOf(checks)}, in ${regions}`,
  );
}

/** A fault of a check that nobody defined counts as missed, which it may be; or its name is misspelt. */
function sayUndefined(known: readonly Label[], { checks }: Monitor, labels: string | undefined): void {
  const unknown = new Set(known.map(({ check }) => check).filter((check) => !checks.some(({ id }) => id === check)));
  if (unknown.size === 0) return;
  console.error(`${labels}: not defined ${[...unknown].join(', ')}; defined are ${listOf(checks)}`);
}

/** The first of them by their ids. */
function listOf(checks: Monitor['checks']): string {
  const ids = checks.slice(0, 5).map(({ id }) => id);
  return [...ids, ...(checks.length > 5 ? ['…'] : [])].join(', ');
}

/** In so many digits that it is above the limit. */
function above(value: number, limit: number): string {
  const digits = [1, 2, 3, 4].find((n) => Number(value.toFixed(n)) > limit);
  return digits === undefined ? `${value}` : value.toFixed(digits);
}

async function named<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof BadHistory ? new CommandError(`${file}, ${error.message}`) : error;
  }
}

function existing(given: string): string {
  const file = given === '-' ? '/dev/stdin' : given;
  if (!existsSync(file)) throw new CommandError(`there is no file ${file}`);
  if (statSync(file).isDirectory()) throw new CommandError(`${file} is a folder`);
  return file;
}

function pagesOf(text: string): number {
  const pages = Number(text);
  if (text.trim() !== '' && Number.isFinite(pages) && pages >= 0) return pages;
  throw new InvalidArgumentError('a number of pages, 0 or more');
}
