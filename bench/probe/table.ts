import Table from 'cli-table3';
import type { Measurement } from './measure.ts';

/** One line per prober and setting. `ours ÷`: our number divided by that line's, so below 1 is to our credit. */
export function probeTable(measurements: readonly Measurement[], ours: string): string {
  const head = [
    '',
    'at once',
    'prober',
    'CPU/probe',
    'ours ÷',
    'first byte off p50',
    'p99',
    'ours ÷',
    'tcp p50',
    'p99',
  ];
  const table = new Table({
    head: [...head, 'failed', 'target late p99'],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (index === 0 || index === 2 ? 'left' : 'right')),
  });
  for (const one of measurements) {
    const own = measurements.find(
      ({ peer, scheme, concurrency }) =>
        peer === ours && scheme === one.scheme && concurrency === one.concurrency && peer !== one.peer,
    );
    table.push([
      one.scheme,
      one.concurrency,
      one.peer,
      one.cpu.toFixed(2),
      ratio(own?.cpu, one.cpu),
      one.firstByteError.p50.toFixed(2),
      one.firstByteError.p99.toFixed(2),
      ratio(own?.firstByteError.p99, one.firstByteError.p99),
      one.tcp.p50.toFixed(2),
      one.tcp.p99.toFixed(2),
      `${one.failed}/${one.probes}`,
      one.targetLate.toFixed(1),
    ]);
  }
  return table.toString();
}

function ratio(ours: number | undefined, theirs: number): string {
  return ours === undefined || !(theirs > 0) ? '' : (ours / theirs).toFixed(2);
}
