import { copyDetector, type Detector, findingOf, observe, type Sample } from './detector.ts';
import { type SampledRun, sampledLatency } from './sample.ts';

/** A detector after the newest run of a series. */
export type Head = {
  readonly detector: Detector;
  /** Of its newest sample: 1 alerts. */
  readonly evidence: number;
};

/** Runs, the newest first. */
type Pending = { readonly run: SampledRun; readonly before: Pending | undefined };

/**
 * What a series remembers for its detector, whatever the order in which its runs came: `base` and then `pending`, oldest
 * first, are what left the ring for good; `head` has seen the ring as well, and is absent in what was just read from a
 * checkpoint. `mark` is an earlier head, which becomes the base when its newest sample leaves the ring: so a run that comes
 * in order is observed once.
 */
export type Track = {
  readonly base: Detector;
  readonly pending?: Pending | undefined;
  readonly mark?: Detector | undefined;
  readonly head?: Head;
};

/** A track that is up to date. */
type Followed = Track & { readonly head: Head };

/** What is owned, or was made just now: it may be changed. */
type Own<T> = { -readonly [Field in keyof T]: T[Field] };

// Filled anew for every run: nothing is allocated for one.
const sample: Own<Sample> = { at: 0, outcome: 'pass', latencyMs: Number.NaN, phases: undefined };

export function isFollowed(track: Track): track is Followed {
  return track.head !== undefined;
}

/** The detector that has seen what left the ring, and nothing else. */
export function settledOf({ base, pending }: Track): Detector {
  if (pending === undefined) return base;
  const runs: SampledRun[] = [];
  for (let one: Pending | undefined = pending; one !== undefined; one = one.before) runs.push(one.run);
  const detector = copyDetector(base);
  observeAll(detector, runs.reverse(), 0);
  return detector;
}

/** The track after a run left the ring. `owns`: nobody looks at the older track again, so that it may be changed. */
export function leave(track: Track, run: SampledRun, owns = false): Track {
  const after: Own<Track> = owns ? track : { ...track };
  if (after.mark?.at === run.slot) {
    after.base = after.mark;
    after.pending = undefined;
    after.mark = undefined;
  } else after.pending = { run, before: after.pending };
  return after;
}

/** The track after a run that is newer than all others: one copy and one observation. `owns`: as above, mostly no copy. */
export function follow(track: Followed, run: SampledRun, owns = false): Followed {
  const { base, mark, head } = track;
  const isFree = owns && head.detector !== base && head.detector !== mark;
  const detector = isFree ? head.detector : copyDetector(head.detector);
  const evidence = observeNewer(detector, run, head.evidence);
  const after: Own<Followed> = owns ? track : { ...track };
  if (isFree) (head as Own<Head>).evidence = evidence;
  else after.head = { detector, evidence };
  after.mark ??= detector;
  return after;
}

/** The track of what left the ring and of the ring's own runs, oldest first: after a late run, or from a checkpoint. */
export function rebuild(settled: Detector, ring: readonly SampledRun[]): Followed {
  const detector = copyDetector(settled);
  const head = { detector, evidence: observeAll(detector, ring, findingOf(settled).evidence) };
  return { base: settled, pending: undefined, mark: detector, head };
}

/** Changes the detector. Returns the evidence after the newest run; `evidence`: what it was before. */
function observeAll(detector: Detector, runs: readonly SampledRun[], evidence: number): number {
  return runs.reduce((before, run) => observeNewer(detector, run, before), evidence);
}

/** What is no newer than a detector's newest run was seen before a definition of now remembered more runs. */
function observeNewer(detector: Detector, run: SampledRun, evidence: number): number {
  if (run.slot <= detector.at) return evidence;
  sample.at = run.slot;
  sample.outcome = run.outcome === 'fail' ? 'fail' : 'pass';
  sample.latencyMs = sampledLatency(run);
  sample.phases = run.outcome === 'fail' ? undefined : run.phases;
  return observe(detector, sample);
}
