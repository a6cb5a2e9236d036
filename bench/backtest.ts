import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { definitionOf, REGIONS, writeHistory } from './backtest/history.ts';
import { measure } from './backtest/measure.ts';

/** What a back-test of 30 days, 100 checks and three regions may use. */
const GOAL = { cpuSeconds: 60, megabytes: 500 };

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    checks: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
});
const [days, checks] = [Number(values.days), Number(values.checks)];
const isWhole = days === 30 && checks === 100;
const folder = mkdtempSync(join(tmpdir(), 'killdeer-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const history = join(folder, 'history.csv');
const definition = join(folder, 'checks.ts');
writeFileSync(definition, definitionOf(checks));
console.error(`writing ${days} days of ${checks} checks in ${REGIONS.length} regions`);
const rows = await writeHistory(history, { days, checks });
console.error(`${rows} results, ${Math.round(statSync(history).size / 1e6)} MB; parsing them alone`);
const parse = await measure(folder, [at('backtest/parse-process.ts'), history]);
if (Number(parse.output) !== rows) throw new Error(`the parser found ${parse.output} rows of ${rows}`);
console.error('back-testing them');
const command = ['backtest', '--history', history, '--checks', definition, '--json'];
const ours = await measure(folder, [at('../bin/killdeer.mjs'), ...command]);
const { report } = JSON.parse(ours.output) as { report: { runs: number; pages: number } };
if (report.runs !== rows || report.pages === 0) throw new Error(`judged ${report.runs} of ${rows} results`);

const met = isWhole && ours.cpuSeconds <= GOAL.cpuSeconds && ours.megabytes <= GOAL.megabytes;
const verdict = isWhole ? (met ? 'met' : 'MISSED') : 'not the size that the goal is about';
if (values.json) {
  console.log(JSON.stringify({ node: process.version, rows, pages: report.pages, parse, ours, goal: GOAL, verdict }));
} else {
  const table = new Table({
    head: ['', 'CPU s', 'µs each', 'memory MB'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  for (const [name, { cpuSeconds, megabytes }] of [
    ['papaparse alone', parse],
    ['killdeer backtest', ours],
  ] as const) {
    table.push([name, cpuSeconds.toFixed(1), ((cpuSeconds / rows) * 1e6).toFixed(2), megabytes.toFixed(0)]);
  }
  if (isWhole) table.push(['at most', String(GOAL.cpuSeconds), '', String(GOAL.megabytes)]);
  console.log(table.toString());
  console.log(
    `${rows} results, ${report.pages} pages; ${(ours.cpuSeconds / parse.cpuSeconds).toFixed(2)} × the CPU of parsing alone: ${verdict}. Node ${process.version}.`,
  );
}
