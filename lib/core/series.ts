import { acceptLevel, copyDetector, findingOf, newDetector } from './detect/detector.ts';
import { STANDS_SHARE } from './detect/sensitivity.ts';
import { follow, isFollowed, leave, rebuild, settledOf, type Track } from './detect/track.ts';
import type { Failure } from './failure.ts';
import type { Frame, Outcome, Phases, Result, RunKind } from './result.ts';
import { countRun, type Tally } from './slo/tally.ts';

/** One run as a series remembers it. Slot, run and `burst` identify it. */
export type Entry = {
  readonly slot: number;
  readonly run: RunKind;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly total: number;
  /** Milliseconds that `total` may be too long by the prober's own fault; absent where it can be trusted. */
  readonly lag?: number;
  /** What `total` is made of. Of scheduled runs that passed, where it is known; a detector tells by it what moved. */
  readonly phases?: Phases;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Which run of which region's burst: `<by>#<n>`. */
  readonly burst?: string;
  /** It failed while something upstream that the check depends on was in trouble. */
  readonly upstream?: true;
  /** It failed in trouble that somebody was told of by the rules, and is over or lasts. */
  readonly told?: true;
  /** Kind and message of what did not pass, at most 120 characters. */
  readonly reason?: string;
};

/** What is remembered of one check in one region: the newest runs, ordered by slot. A fold over its results. */
export type Series = {
  readonly ring: readonly Entry[];
  /** Of a check that is counted for an SLO: what left the ring. */
  readonly tally?: Tally | undefined;
  /** Of a check that is watched for anomalies. */
  readonly track?: Track | undefined;
};

/**
 * How much a series remembers. `counts`: whether, and of which runs, it keeps a tally. `samples`: whether it has a detector,
 * and which runs that sees. `owns`: who folds looks at no older series again, so that its ring and its detector may be changed
 * instead of copied.
 */
export type Memory = {
  readonly kept: number;
  readonly counts?: (entry: Entry) => boolean;
  readonly samples?: (entry: Entry) => boolean;
  readonly owns?: true;
};

/** Runs that a series remembers. The widest rule looks at 20; bursts need room beside them. */
export const RING_SIZE = 40;

export const EMPTY_SERIES: Series = { ring: [] };

const DEFAULT_MEMORY: Memory = { kept: RING_SIZE };

const REASON_LENGTH = 120;

/** The entry that a frame's result makes. */
export function entryOf(frame: Frame, result: Result): Entry {
  const reason = result.failure === undefined ? undefined : reasonOf(result.failure);
  return {
    slot: frame.slot,
    run: frame.run,
    outcome: result.outcome,
    total: result.total,
    ...(result.lag === undefined ? {} : { lag: result.lag }),
    ...(isTimed(frame, result) ? { phases: result.phases } : {}),
    startedAt: frame.startedAt,
    endedAt: frame.endedAt,
    ...(frame.burst === undefined ? {} : { burst: `${frame.burst.by}#${frame.burst.n}` }),
    ...(reason === undefined ? {} : { reason: reason.slice(0, REASON_LENGTH) }),
  };
}

/**
 * Puts a run in its place. Keeps the `kept` newest by slot, so the outcome does not depend on the order in which
 * runs come; one that is there already, and one older than a full ring, change nothing.
 */
export function fold(series: Series, entry: Entry, memory: Memory = DEFAULT_MEMORY): Series {
  const { ring } = series;
  const { kept, counts, samples, owns } = memory;
  let at = ring.length;
  while (at > 0) {
    const order = compareEntries(ring[at - 1] as Entry, entry);
    if (order === 0) return series;
    if (order < 0) break;
    at -= 1;
  }
  if (at === 0 && ring.length >= kept) return series;
  const isNewest = at === ring.length;
  let tally = counts && (series.tally ?? []);
  let track = samples && (series.track ?? { base: newDetector() });
  // What leaves the ring is final: a late duplicate of it is older than the ring, and changes nothing.
  for (let i = 0; i <= ring.length - kept; i += 1) {
    const left = ring[i] as Entry;
    if (tally !== undefined && counts?.(left) === true) tally = countRun(tally, left);
    if (track !== undefined && samples?.(left) === true) track = leave(track, left, owns);
  }
  const next = placed(ring, at, entry, memory);
  return { ring: next, tally, track: track && followed(track, next, memory, entry, isNewest) };
}

/** A ring with an entry in its place, and no more than are kept. The very same ring where it is owned. */
function placed(ring: readonly Entry[], at: number, entry: Entry, { kept, owns }: Memory): readonly Entry[] {
  // A ring without a run may be that of every series without one.
  const next = owns === true && ring.length > 0 ? (ring as Entry[]) : ring.slice();
  if (at < next.length) next.splice(at, 0, entry);
  else {
    // In order and the ring full is the rule. This way is twice as fast as one that is too long for a moment (bench:backtest).
    if (next.length === kept) next.shift();
    next.push(entry);
  }
  if (next.length > kept) next.splice(0, next.length - kept);
  return next;
}

/** The series of a checkpoint with its detector brought up to its newest run; where it has none, one that begins with the ring. */
export function revive(series: Series, memory: Memory): Series {
  return { ...series, track: memory.samples && tracked(series.track, series.ring, memory) };
}

/** What a series remembers for its detector after a run. One that is late and a sample is put in its place. */
function followed(
  track: Track,
  ring: readonly Entry[],
  memory: Memory,
  entry: Entry,
  isNewest: boolean,
): Track | undefined {
  const isSeen = memory.samples?.(entry) === true;
  if (!isFollowed(track) || (isSeen && !isNewest)) return tracked(track, ring, memory);
  return isSeen ? follow(track, entry, memory.owns) : track;
}

/** A track made anew of what left the ring and of the ring; as it is where no detector is kept. */
function tracked(track: Track | undefined, ring: readonly Entry[], { samples }: Memory): Track | undefined {
  if (samples === undefined) return track;
  return rebuild(track === undefined ? newDetector() : settledOf(track), ring.filter(samples));
}

/** The series whose detector takes a shift for what is usual, once all that left the ring shows it. The very same one until then. */
export function acceptShift(series: Series, memory: Memory): Series {
  if (series.track === undefined) return series;
  const settled = settledOf(series.track);
  const { by, evidence } = findingOf(settled);
  if (by !== 'shift' || evidence < STANDS_SHARE) return series;
  const accepted = copyDetector(settled);
  acceptLevel(accepted);
  return { ...series, track: tracked({ base: accepted }, series.ring, memory) };
}

/** The series with other runs in the place of its own, and a detector that has seen those. The very same one when none is another. */
export function rewrite(series: Series, change: (entry: Entry) => Entry, memory: Memory = DEFAULT_MEMORY): Series {
  if (series.ring.every((entry) => change(entry) === entry)) return series;
  const ring = series.ring.map(change);
  return { ...series, ring, track: tracked(series.track, ring, memory) };
}

function isTimed({ run }: Frame, { outcome, lag, phases }: Result): boolean {
  if (run !== 'scheduled' || lag !== undefined || (outcome !== 'pass' && outcome !== 'warn')) return false;
  for (const _ in phases) return true;
  return false;
}

function reasonOf({ kind, message }: Failure): string {
  return message.startsWith(kind) ? message : `${kind}: ${message}`;
}

function compareEntries(a: Entry, b: Entry): number {
  return a.slot - b.slot || compareText(a.run, b.run) || compareText(a.burst ?? '', b.burst ?? '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
