import { copyDetector, type Detector, findingOf, observe, type Sample } from './detector.ts';

/** A detector after the newest run of a series. */
export type Head = {
  readonly detector: Detector;
  /** Of its newest sample: 1 alerts. */
  readonly evidence: number;
};

/** Samples, the newest first. */
type Pending = { readonly sample: Sample; readonly before: Pending | undefined };

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
export type Followed = Track & { readonly head: Head };

/** The detector that has seen what left the ring, and nothing else. */
export function settledOf({ base, pending }: Track): Detector {
  if (pending === undefined) return base;
  const samples: Sample[] = [];
  for (let one: Pending | undefined = pending; one !== undefined; one = one.before) samples.push(one.sample);
  return headOf(copyDetector(base), samples.reverse(), 0).detector;
}

/**
 * The track after samples that left the ring and, where one came that is newer than all others, the next one: one copy and
 * one observation. `owns`: nobody looks at the older track again, so that its head may be changed instead of copied.
 */
export function follow(
  track: Track,
  head: Head,
  left: readonly Sample[],
  next: Sample | undefined,
  owns = false,
): Followed {
  let { base, pending, mark } = track;
  for (const sample of left) {
    pending = { sample, before: pending };
    if (sample.at !== mark?.at) continue;
    base = mark;
    pending = undefined;
    mark = undefined;
  }
  const { detector, evidence } = head;
  const isFree = owns && detector !== base && detector !== mark;
  const after = next === undefined ? head : headOf(isFree ? detector : copyDetector(detector), [next], evidence);
  return { base, pending, mark: mark ?? after.detector, head: after };
}

/** The track of what left the ring and of the ring's own samples, oldest first: after a late run, or from a checkpoint. */
export function rebuild(settled: Detector, left: readonly Sample[], ring: readonly Sample[]): Followed {
  const base = left.length === 0 ? settled : headOf(copyDetector(settled), left, 0).detector;
  const head = headOf(copyDetector(base), ring, findingOf(base).evidence);
  return { base, pending: undefined, mark: head.detector, head };
}

/** Changes the detector. What is no newer than its newest sample was seen before a definition of now remembered more runs. */
function headOf(detector: Detector, samples: readonly Sample[], evidence: number): Head {
  let newest = evidence;
  for (const sample of samples) if (sample.at > detector.at) newest = observe(detector, sample);
  return { detector, evidence: newest };
}
