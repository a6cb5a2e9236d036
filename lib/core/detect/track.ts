import { copyDetector, type Detector, findingOf, observe, type Sample } from './detector.ts';

/** A detector after the newest run of a series. */
export type Head = {
  readonly detector: Detector;
  /** Of its newest sample: 1 alerts. */
  readonly evidence: number;
};

/**
 * What a series remembers for its detector. Never changed: each step works on copies. `settled` has seen what left the ring,
 * in order and for good; `head` has seen the ring as well, and is absent in what was just read from a checkpoint.
 */
export type Track = { readonly settled: Detector; readonly head?: Head };

/**
 * The track after samples that left the ring and, where one came that is newer than all others, the next one. Two copies and
 * two observations in the usual case of one each.
 */
export function follow(
  { settled }: Track,
  head: Head,
  left: readonly Sample[],
  next: Sample | undefined,
): Required<Track> {
  return {
    settled: settle(settled, left),
    head: next === undefined ? head : headOf(head.detector, [next], head.evidence),
  };
}

/** The track of what left the ring and of the ring's own samples, oldest first: after a late run, or from a checkpoint. */
export function rebuild(settled: Detector, left: readonly Sample[], ring: readonly Sample[]): Required<Track> {
  const base = settle(settled, left);
  return { settled: base, head: headOf(base, ring, findingOf(base).evidence) };
}

function settle(detector: Detector, samples: readonly Sample[]): Detector {
  return samples.length === 0 ? detector : headOf(detector, samples, 0).detector;
}

/** What is no newer than the newest sample was seen already, before a definition of now remembers more runs. */
function headOf(from: Detector, samples: readonly Sample[], evidence: number): Head {
  const detector = copyDetector(from);
  let newest = evidence;
  for (const sample of samples) if (sample.at > detector.at) newest = observe(detector, sample);
  return { detector, evidence: newest };
}
