import { decodeDetector, encodeDetector } from './detect/codec.ts';
import { rounded } from './detect/sample.ts';
import { settledOf } from './detect/track.ts';
import { decodePhases, encodePhases } from './phases-codec.ts';
import type { Outcome, RunKind } from './result.ts';
import type { Entry, Series } from './series.ts';
import { type Bucket, LEVELS } from './slo/tally.ts';

const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail', 'unknown'];
const RUNS: readonly RunKind[] = ['scheduled', 'burst', 'watch'];

/** Slot after the first, outcome and run by place, start after the slot, end after the start, total; burst; reason; lag. */
type Packed = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  (string | null)?,
  (string | null)?,
  (number | null)?,
];

/** Level, number of the bucket, then the counts; zeros at the end are left out. */
type PackedBucket = readonly [number, number, ...number[]];

type PackedSeries = {
  readonly v: 1;
  readonly from: number;
  readonly runs: readonly Packed[];
  /** Of a series that has a detector, and phases: those of each run. */
  readonly phases?: string;
  readonly tally?: readonly PackedBucket[];
  /** What its detector saw before the ring. */
  readonly detector?: string;
};

/** In the place of an outcome: failed, booked to what is upstream. */
const UPSTREAM = 4;

/** … and failed, in trouble that was told. */
const TOLD = 5;

/**
 * Series as text, about 1 KB each, at most another for a detector and half of one for phases: a shard of fifty stays far below the 400 KB of a
 * DynamoDB item. Instants are kept to the millisecond, latencies and phases to a tenth of one, and of the reasons only the
 * newest, which is the one that is told.
 */
export function encodeSeries(series: Readonly<Record<string, Series>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(series).map(([check, one]) => [check, pack(one)])));
}

/** The series of a text that `encodeSeries` made; `revive` brings their detectors up to date. Throws a SyntaxError on anything that is not JSON. */
export function decodeSeries(text: string): Readonly<Record<string, Series>> {
  const packed = JSON.parse(text) as Readonly<Record<string, PackedSeries>>;
  return Object.fromEntries(Object.entries(packed).map(([check, one]) => [check, unpack(one)]));
}

function pack({ ring, tally, track }: Series): PackedSeries {
  const from = ring[0]?.slot ?? 0;
  const told = ring.findLastIndex(({ reason }) => reason !== undefined);
  const runs = ring.map((entry, i): Packed => {
    const { slot, run, startedAt, endedAt, total, burst, lag } = entry;
    const places = [placeOf(entry), RUNS.indexOf(run)] as const;
    const numbers = [slot - from, ...places, startedAt - slot, endedAt - startedAt, rounded(total)] as const;
    const reason = i === told ? entry.reason : undefined;
    if (lag !== undefined) return [...numbers, burst ?? null, reason ?? null, Math.round(lag)];
    if (reason !== undefined) return [...numbers, burst ?? null, reason];
    return burst === undefined ? numbers : [...numbers, burst];
  });
  return {
    v: 1,
    from,
    runs,
    ...(track !== undefined &&
      ring.some((entry) => entry.phases) && { phases: encodePhases(ring.map((entry) => entry.phases)) }),
    ...(tally !== undefined && { tally: tally.map(packBucket) }),
    ...(track !== undefined && { detector: encodeDetector(settledOf(track)) }),
  };
}

function placeOf({ outcome, upstream, told }: Entry): number {
  if (upstream === true) return UPSTREAM;
  return told === true ? TOLD : OUTCOMES.indexOf(outcome);
}

function unpack({ from, runs, tally, detector, ...packed }: PackedSeries): Series {
  const times = packed.phases === undefined ? [] : decodePhases(packed.phases);
  const ring = runs.map(([after, outcome, run, started, took, total, burst, reason, lag], i): Entry => {
    const phases = times[i];
    const slot = from + after;
    const startedAt = slot + started;
    return {
      slot,
      run: RUNS[run] ?? 'scheduled',
      outcome: outcome === UPSTREAM || outcome === TOLD ? 'fail' : (OUTCOMES[outcome] ?? 'unknown'),
      ...(outcome === UPSTREAM && { upstream: true as const }),
      ...(outcome === TOLD && { told: true as const }),
      total,
      startedAt,
      endedAt: startedAt + took,
      ...(burst === undefined || burst === null ? {} : { burst }),
      ...(reason === undefined || reason === null ? {} : { reason }),
      ...(lag === undefined || lag === null ? {} : { lag }),
      ...(phases === undefined ? {} : { phases }),
    };
  });
  const settled = detector === undefined ? undefined : decodeDetector(detector);
  return {
    ring,
    ...(tally !== undefined && { tally: tally.map(unpackBucket) }),
    ...(settled !== undefined && { track: { base: settled } }),
  };
}

function packBucket({ level, from, good, bad, unknown, upstream }: Bucket): PackedBucket {
  const counts = [good, bad, unknown, upstream];
  while (counts.at(-1) === 0) counts.pop();
  return [level, from / widthOf(level), ...counts];
}

function unpackBucket([level, index, good = 0, bad = 0, unknown = 0, upstream = 0]: PackedBucket): Bucket {
  return { level, from: index * widthOf(level), good, bad, unknown, upstream };
}

function widthOf(level: number): number {
  return LEVELS[level]?.widthMs ?? LEVELS[0].widthMs;
}
