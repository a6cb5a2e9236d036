import type { Candidate, CreateCandidate } from './contract.ts';
import { makeSeries, type Series, type SeriesOptions, STARTS_AT, STEP } from './made/series.ts';
import { MISSING } from './made/site.ts';
import { type Judged, judged } from './score/incidents.ts';
import { type Seeds, seedsOf } from './seeds.ts';

/** A detector that is measured. */
export interface Entrant {
  readonly name: string;
  readonly create: CreateCandidate;
}

/** CPU of all threads, by count of what it was spent on. */
export interface Spent {
  readonly micros: number;
  readonly count: number;
}

/** What one entrant made of a set. */
export interface Run {
  readonly judged: readonly Judged[];
  readonly spent: Spent;
  /** One of its detectors after a whole series. */
  readonly candidate: Candidate | undefined;
}

/** A set that all entrants saw. `making`: what the generator itself took, by sample. */
export interface Field {
  readonly making: Spent;
  readonly runs: readonly Run[];
}

/** Makes each series once and shows it to each entrant; nothing but the evidence is kept. */
export function runField(entrants: readonly Entrant[], seeds: Seeds, options: SeriesOptions = {}): Field {
  const runs = entrants.map(() => ({
    judged: [] as Judged[],
    micros: 0,
    count: 0,
    candidate: undefined as Candidate | undefined,
  }));
  const making = { micros: 0, count: 0 };
  for (const seed of seedsOf(seeds)) {
    const started = cpuMicros();
    const series = makeSeries(seed, options);
    making.micros += cpuMicros() - started;
    making.count += series.samples;
    entrants.forEach(({ create }, k) => {
      const run = runs[k] as (typeof runs)[number];
      const candidate = create();
      const before = cpuMicros();
      const { evidence, updates } = evidenceOf(candidate, series);
      run.micros += cpuMicros() - before;
      run.count += updates;
      run.judged.push(judged(series, evidence));
      run.candidate = candidate;
    });
  }
  return { making, runs: runs.map(({ micros, count, ...run }) => ({ ...run, spent: { micros, count } })) };
}

/** Shows a candidate each result of a series once, in order. */
function evidenceOf(candidate: Candidate, { samples, latency, ok }: Series) {
  const evidence = new Float32Array(samples);
  let last = 0;
  let updates = 0;
  for (let i = 0; i < samples; i++) {
    if (ok[i] !== MISSING) {
      const at = (STARTS_AT + i * STEP) / 1000;
      last = candidate.update({ at, outcome: ok[i] ? 'pass' : 'fail', latencyMs: latency[i] as number });
      updates++;
    }
    evidence[i] = last;
  }
  return { evidence, updates };
}

export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
