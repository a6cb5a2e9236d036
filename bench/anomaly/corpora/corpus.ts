import { readFileSync } from 'node:fs';
import type { CreateCandidate } from '../contract.ts';

/** One real series of a public corpus. */
export interface RealSeries {
  readonly name: string;
  /** Epoch ms. */
  readonly at: readonly number[];
  readonly value: readonly number[];
}

/** The rows of a CSV file without its head. The corpora have no quoted commas. */
export function readRows(path: string): readonly (readonly string[])[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  return lines.slice(1).map((line) => line.replaceAll('"', '').split(','));
}

/** `2014-04-01 00:00:00.000000` and its like, as if it were UTC. */
export function instantOf(text: string): number {
  const parts = /^(\d+)-(\d+)-(\d+)[ T](\d+):(\d+)(?::(\d+)(?:\.(\d+))?)?/.exec(text);
  if (parts === null) throw new Error(`"${text}" is no instant: expected YYYY-MM-DD hh:mm[:ss[.fff]]`);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const ms = parts[7] ? Math.round(Number(`0.${parts[7]}`) * 1000) : 0;
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second, ms);
}

/** For so many samples after an alert only more evidence alerts again. */
const GAP = 24;

/** What a candidate says of each series, each value as the latency of a check that passed. Evidence counts where it rises. */
export function alertsOf(create: CreateCandidate, files: readonly RealSeries[]): readonly Float64Array[] {
  return files.map(({ at, value }) => {
    const candidate = create();
    const evidence = new Float64Array(value.length);
    let last = Number.NEGATIVE_INFINITY;
    let peak = 0;
    for (let i = 0; i < value.length; i++) {
      const latencyMs = value[i] as number;
      const found = candidate.update({ at: (at[i] as number) / 1000, outcome: 'pass', latencyMs });
      if (i - last > GAP) peak = 0;
      if (found <= peak) continue;
      evidence[i] = found;
      peak = found;
      last = i;
    }
    return evidence;
  });
}
