import type { Quorum } from '../common-check.ts';
import type { CountRule } from '../rule.ts';
import { carry } from './carry.ts';

/** Holds when `hits` of the last `of` runs do; a run between them that does not, resets nothing. At most 20 runs. */
export function ofLast(hits: number, of: number): CountRule {
  return { hits, of };
}

/** Holds when the last `n` runs do. At most 20. */
export function consecutive(n: number): CountRule {
  return { hits: n, of: n };
}

/** How many regions must fail before the check is down. `of`: the regions that run it; default all of the monitor's. */
export function quorum(regions: number, options: Pick<Quorum, 'of'> = {}): Quorum {
  return carry(options, { quorum: regions });
}
