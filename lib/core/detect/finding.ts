import type { Moved } from './phases.ts';

/**
 * What the detector looks for in a series. Latency: `shift`, a lasting change of level, `burst`, a few runs far too slow in
 * a row, `jitter`, more spread than ever. Failures: `rare`, `paired`, `frequent` and `outage`, by how many of the runs fail.
 * `brownout`: a shift and failures together. `unusual`: one run the like of which this series shows once in
 * months, where runs are seldom.
 */
export const ALTERNATIVES = [
  'shift',
  'burst',
  'jitter',
  'rare',
  'paired',
  'frequent',
  'outage',
  'brownout',
  'unusual',
] as const;

export type Alternative = (typeof ALTERNATIVES)[number];

/**
 * The single sums of evidence, as regions join them: shifts of +20, +30, +50, +100 and +300 %, jitter, the four kinds of
 * failures, and slow runs in a row.
 */
export const SORTS = [
  'shift20',
  'shift30',
  'shift50',
  'shift100',
  'shift300',
  'jitter',
  'rare',
  'paired',
  'frequent',
  'outage',
  'burst',
] as const;

export type Sort = (typeof SORTS)[number];

/** What a detector says of one series as of its newest run. Times in milliseconds, instants since 1970. */
export type Finding = {
  /** On one scale for everything: 1 alerts. At 1 a sound series is said to be ill about once in ten months. */
  readonly evidence: number;
  /** What each sort of trouble has for it, in units of log-likelihood and in the order of `SORTS`; all 0 while cold. */
  readonly said: readonly number[];
  /** The alternative with the most evidence. Absent: nothing speaks against the series. */
  readonly by?: Alternative;
  /** When what it found began, and how many runs ago that is. */
  readonly since?: number;
  readonly runs?: number;
  /** Of a shift: runs since it grew to what it is now, which may have begun with less. */
  readonly newest?: number;
  /** What the series does at this time of the day: all but one to three runs in a hundred lie between `low` and `high`. */
  readonly expected?: { readonly low: number; readonly typical: number; readonly high: number };
  /** The latency that it has come to: the median of its newest runs since it began, at most 5; where nothing began, the mean of the last ten or so. */
  readonly value?: number;
  /** The phase that explains most of the way from `expected.typical` to `value`; where latency is off, and one does. */
  readonly moved?: Moved;
  /** Failed runs since it began, and the share that is usual for the series. */
  readonly failures?: { readonly count: number; readonly usual: number };
  /** A lasting step of latency that is no fault by itself, such as a deploy makes: since when. */
  readonly stepped?: { readonly since: number };
  /** Too little is known of the series for an alert; `evidence` stays below 1. */
  readonly isCold: boolean;
};
