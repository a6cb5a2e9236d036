import type { Candidate, CreateCandidate } from './contract.ts';
import { makeSeries, type Series, type SeriesOptions, STARTS_AT, STEP } from './made/series.ts';
import { MISSING } from './made/site.ts';
import { progress } from './progress.ts';
import { type Judged, judged } from './score/incidents.ts';
import { type Seeds, seedsOf } from './seeds.ts';
import { type StateSize, sizeOf } from './state.ts';

/** A detector that is measured. */
export interface Entrant {
  readonly name: string;
  readonly create: CreateCandidate;
}

/** CPU of all threads in µs, and the number of samples or updates that it was spent on. */
export interface Spent {
  readonly micros: number;
  readonly count: number;
}

/** What one entrant made of a set. */
export interface Run {
  /** In the order of the seeds. */
  readonly judged: readonly Judged[];
  readonly spent: Spent;
  /** The largest state after a whole series. */
  readonly state: StateSize | undefined;
}

/** A set that all entrants saw, and what the generator itself took, by sample. */
export interface Field {
  readonly making: Spent;
  readonly runs: readonly Run[];
}

export interface FieldSetting extends SeriesOptions {
  readonly seeds: Seeds;
  /** For the progress line. */
  readonly what: string;
}

/** Makes each series once and shows it to each entrant; nothing but the evidence is kept. */
export function runField(entrants: readonly Entrant[], { seeds, what, ...options }: FieldSetting): Field {
  const series: Judged[][] = entrants.map(() => []);
  const spent = entrants.map(() => ({ micros: 0, count: 0 }));
  const states: (StateSize | undefined)[] = entrants.map(() => undefined);
  const making = { micros: 0, count: 0 };
  for (const seed of seedsOf(seeds)) {
    progress(what, seed - seeds.from, seeds.count);
    const started = cpuMicros();
    const made = makeSeries(seed, options);
    making.micros += cpuMicros() - started;
    making.count += made.samples;
    entrants.forEach(({ create }, k) => {
      const candidate = create();
      const before = cpuMicros();
      const { evidence, updates } = evidenceOf(candidate, made);
      const cost = spent[k] as { micros: number; count: number };
      cost.micros += cpuMicros() - before;
      cost.count += updates;
      series[k]?.push(judged(made, evidence));
      states[k] = larger(states[k], sizeOf(candidate));
    });
  }
  const runs = entrants.map((_, k) => ({ judged: series[k] ?? [], spent: spent[k] as Spent, state: states[k] }));
  return { making, runs };
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

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function larger(a: StateSize | undefined, b: StateSize | undefined): StateSize | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { checkpoint: Math.max(a.checkpoint, b.checkpoint), numbers: Math.max(a.numbers, b.numbers) };
}
