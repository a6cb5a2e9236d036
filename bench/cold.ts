import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { bundle, HANDLERS } from './cold/bundle.ts';
import { loadCpuMs } from './cold/load.ts';

/** Loads of each bundle that count; one more goes before them, so that the disk is warm. */
const LOADS = 15;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'killdeer-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const bundles: { readonly handler: string; readonly file: string; readonly loads: number[] }[] = [];
for (const handler of HANDLERS) bundles.push({ handler, file: await bundle(handler, folder), loads: [] });
for (const { file } of bundles) loadCpuMs(file);
// In turns, so that a busy moment of the machine is shared by all.
for (let load = 0; load < LOADS; load += 1) for (const { file, loads } of bundles) loads.push(loadCpuMs(file));

const rows = bundles.map(({ handler, file, loads }) => {
  const sorted = loads.toSorted((a, b) => a - b);
  const [least = Number.NaN] = sorted;
  return { handler, bytes: statSync(file).size, cpuMs: sorted[LOADS >> 1] ?? Number.NaN, leastCpuMs: least };
});

if (values.json) console.log(JSON.stringify({ node: process.version, loads: LOADS, bundles: rows }, null, 2));
else {
  const empty = rows.find(({ handler }) => handler === 'empty')?.cpuMs ?? Number.NaN;
  const table = new Table({
    head: ['handler', 'bundle KB', 'CPU to load, median', 'least', 'more than empty'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'right', 'right', 'right', 'right'],
  });
  for (const { handler, bytes, cpuMs, leastCpuMs } of rows) {
    const times = [cpuMs, leastCpuMs, cpuMs - empty].map((ms) => ms.toFixed(1));
    table.push([handler, (bytes / 1024).toFixed(1), ...times]);
  }
  console.log(table.toString());
  console.log(`Milliseconds, over ${LOADS} fresh processes each. Node ${process.version}.`);
}
