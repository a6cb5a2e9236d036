import type { Quorum } from '../common-check.ts';
import type { CountRule, RateDefinition, RuleDefinition } from '../rule.ts';
import type { Duration } from '../time.ts';
import { carry } from './carry.ts';

/** Holds when `hits` of the last `of` runs do; a run between them that does not, resets nothing. At most 20 runs. */
export function ofLast(hits: number, of: number): CountRule {
  return { hits, of };
}

/** Holds when the last `n` runs do. At most 20. */
export function consecutive(n: number): CountRule {
  return { hits: n, of: n };
}

/**
 * Holds when so large a share of the scheduled runs of the window does, and at least three of them: `rate(0.2, '10m')` is
 * every fifth run of ten minutes. At most 120 runs fit into a window.
 */
export function rate(share: number, window: Duration, options: Pick<RateDefinition, 'atLeast'> = {}): RateDefinition {
  return carry(options, { share, window });
}

/** Holds when one of the rules does: `either(consecutive(3), rate(0.2, '30m'))`. */
export function either(...rules: readonly RuleDefinition[]): { readonly either: readonly RuleDefinition[] } {
  return { either: rules };
}

/** Holds when each of the rules does. */
export function both(...rules: readonly RuleDefinition[]): { readonly both: readonly RuleDefinition[] } {
  return { both: rules };
}

/**
 * How many regions must fail before the check is down; below 1 the share of them, rounded up: `quorum(0.5)`. `of`: the
 * regions that run it; default all of the monitor's.
 */
export function quorum(regions: number, options: Pick<Quorum, 'of'> = {}): Quorum {
  return carry(options, { quorum: regions });
}
