import Table from 'cli-table3';
import type { Goal } from './goals.ts';
import type { Measurement } from './measure.ts';
import type { NameMeasurement } from './names.ts';

const HEAD = [
  '',
  'where',
  'at once',
  'prober',
  'CPU/probe',
  'ours ÷',
  'first byte off p50',
  'p99 within',
  'ours ÷',
  'p99 of all',
  'tcp p50',
  'tcp p99',
  'failed',
  'marked',
  'target late p99',
];

/** One line per prober and setting. `ours ÷`: our number divided by that line's, so below 1 is to our credit. `p99 within`: within an invocation. */
export function probeTable(measurements: readonly Measurement[], ours: string): string {
  const table = tableOf(HEAD, [0, 1, 3]);
  for (const one of measurements) {
    const own = measurements.find(
      ({ peer, scheme, place, concurrency }) =>
        peer === ours &&
        scheme === one.scheme &&
        place === one.place &&
        concurrency === one.concurrency &&
        peer !== one.peer,
    );
    table.push([
      one.scheme,
      one.place,
      one.concurrency,
      one.peer,
      one.cpu.toFixed(2),
      ratio(own?.cpu, one.cpu),
      one.firstByteError.p50.toFixed(2),
      one.firstByteError.p99.toFixed(2),
      ratio(own?.firstByteError.p99, one.firstByteError.p99),
      one.firstByteError.p99OfAll.toFixed(2),
      number(one.tcp.p50),
      number(one.tcp.p99),
      `${one.failed}/${one.probes}`,
      one.peer === ours ? one.marked : '',
      one.targetLate.toFixed(1),
    ]);
  }
  return table.toString();
}

/** One line per prober that resolved names. */
export function namesTable(measurements: readonly NameMeasurement[]): string {
  const table = tableOf(['names at once', 'prober', 'dns off p50', 'p99', 'failed'], [1]);
  for (const { names, peer, dnsError, failed } of measurements)
    table.push([names, peer, number(dnsError.p50), number(dnsError.p99), failed]);
  return table.toString();
}

/** One line per promise. */
export function goalsTable(goals: readonly Goal[]): string {
  const table = tableOf(['', 'at most', 'measured', ''], [0, 3]);
  for (const { what, atMost, unit, measured } of goals) {
    const met = Number.isNaN(measured) ? 'SKIPPED' : measured <= atMost ? 'met' : 'MISSED';
    table.push([what, `${atMost} ${unit}`, Number.isNaN(measured) ? '' : `${measured.toFixed(2)} ${unit}`, met]);
  }
  return table.toString();
}

function tableOf(head: readonly string[], left: readonly number[]) {
  return new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (left.includes(index) ? 'left' : 'right')),
  });
}

function ratio(ours: number | undefined, theirs: number): string {
  return ours === undefined || !(theirs > 0) ? '' : (ours / theirs).toFixed(2);
}

function number(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(2);
}
