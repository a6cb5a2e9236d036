/**
 * Where each number of a detector stands among its values. One flat array of 32-bit floats: it is copied in one go, and a
 * checkpoint of it is exact to the bit. Rows are blocks of several numbers and begin at the place named.
 */
export const AT = {
  /** Runs seen; runs that passed. At most 10 million, beyond which nothing depends on them. */
  seen: 0,
  passed: 1,
  /** Time covered, days: gaps count as two runs. */
  days: 2,
  /** Seconds between two runs, as they come. */
  step: 3,

  /** Expectation: level and its offset, see `expected.ts`. */
  level: 4,
  offset: 5,

  /** Noise, see `noise.ts`. */
  drift: 6,
  outlier: 7,
  variance: 8,
  spread: 9,
  lagged: 10,
  before: 11,
  explained: 12,
  /** Runs that tails were learned from, discounted. */
  learned: 13,
  /** Log-latency off what is expected, over the last ten runs or so. */
  recent: 14,
  /** Evidence for a benign step, see `shifts.ts`. */
  benign: 15,
  brownout: 16,
  brownoutAge: 17,

  /** Failures, see `failures.ts`. `inRow`: failures in a row, or passes as a negative number. */
  trials: 18,
  starts: 19,
  inRow: 20,
  pairTrials: 21,
  pairs: 22,
  tripleTrials: 23,
  triples: 24,

  /** Slow runs in a row, see `slow-runs.ts`. */
  slowInRow: 25,
  slowEvidence: 26,

  /** Runs whose phases are known, see `phases.ts`. */
  phaseRuns: 27,

  /** Rows of four. */
  slowTrials: 28,
  slowHits: 32,
  failureEvidence: 36,
  failureAge: 40,
  failureCount: 44,

  /** Rows of six: five shifts and jitter, see `tail.ts`. */
  sum: 48,
  peak: 54,
  excursions: 60,
  ended: 66,
  excess: 72,
  age: 78,

  /** Half hours of a day, and hours of a weekend day. */
  day: 84,
  weekend: 132,

  /** Single runs that are unusual, see `unusual.ts`. */
  usualStep: 156,
  slowMean: 157,
  slowVariance: 158,
  fastMean: 159,
  fastVariance: 160,
  shortMean: 161,
  shortVariance: 162,
  burstVariance: 163,
  highest: 164,
  lowest: 165,
  habit: 166,
  calmRuns: 167,
  tailCount: 168,
  tailSum: 169,
  unusual: 170,

  /** The strongest evidence, what is news of it, and what was told, see `evidence.ts`. */
  evidence: 171,
  news: 172,
  told: 173,
  toldRuns: 174,

  /** Runs since the benign step began. */
  benignAge: 175,

  /** Residual of the run before, unclipped. */
  previous: 176,

  /** Rows of five phases, see `phases.ts`: usual share of what is expected, and part in `recent`. */
  phaseUsual: 177,
  phaseMoved: 182,
} as const;

/** Numbers of a detector: 748 bytes. */
export const SIZE = 187;
