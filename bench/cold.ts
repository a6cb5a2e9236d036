import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { bundle, HANDLERS } from './cold/bundle.ts';
import { type ColdStart, coldStart, startStore } from './cold/load.ts';

/** Starts of each bundle that count; one more goes before them, so that the disk is warm. */
const STARTS = 15;

/** CPU milliseconds in which the probe is to load and to do its first write. */
const GOAL_MS = 105;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'killdeer-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const store = await startStore();
const bundles: { readonly handler: string; readonly file: string; readonly starts: ColdStart[] }[] = [];
for (const handler of HANDLERS) bundles.push({ handler, file: await bundle(handler, folder), starts: [] });
const start = (handler: string, file: string) => coldStart(file, handler === 'probe' ? store : undefined);
for (const { handler, file } of bundles) await start(handler, file);
// In turns, so that a busy moment of the machine is shared by all.
for (let n = 0; n < STARTS; n += 1)
  for (const { handler, file, starts } of bundles) starts.push(await start(handler, file));
store.stop();
if (store.writes() !== STARTS + 1) throw new Error(`${store.writes()} frames were written, not ${STARTS + 1}`);

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
const rows = bundles.map(({ handler, file, starts }) => {
  const writes = starts.flatMap(({ firstWrite }) => firstWrite ?? []);
  return {
    handler,
    bytes: statSync(file).size,
    loadMs: median(starts.map(({ load }) => load)),
    leastLoadMs: Math.min(...starts.map(({ load }) => load)),
    ...(writes.length > 0 && { firstWriteMs: median(writes), leastFirstWriteMs: Math.min(...writes) }),
    loadsUndici: starts.some(({ undici }) => undici),
  };
});

if (values.json) console.log(JSON.stringify({ node: process.version, starts: STARTS, bundles: rows }, null, 2));
else {
  const empty = rows.find(({ handler }) => handler === 'empty')?.loadMs ?? Number.NaN;
  const head = ['handler', 'bundle KB', 'load', 'least', 'more than empty', 'first write', 'least', 'load + write'];
  const table = new Table({
    head: [...head, 'at most', ''],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...Array<'right'>(8).fill('right'), 'left'],
  });
  for (const { handler, bytes, loadMs, leastLoadMs, firstWriteMs, leastFirstWriteMs } of rows) {
    const cells = [loadMs, leastLoadMs, loadMs - empty].map((ms) => ms.toFixed(1));
    const written = firstWriteMs === undefined ? Number.NaN : loadMs + firstWriteMs;
    const write = [firstWriteMs, leastFirstWriteMs, written].map((ms) =>
      ms === undefined || Number.isNaN(ms) ? '' : ms.toFixed(1),
    );
    const goal = handler === 'probe' ? [GOAL_MS, written <= GOAL_MS ? 'met' : 'MISSED'] : ['', ''];
    table.push([handler, (bytes / 1024).toFixed(1), ...cells, ...write, ...goal]);
  }
  console.log(table.toString());
  console.log(`CPU milliseconds, medians of ${STARTS} fresh processes each. Node ${process.version}.`);
}
