import { budgetLeft, countsIn, type Member } from './burn.ts';
import { type Burn, burnsOf } from './judge-slo.ts';
import type { Slo } from './slo.ts';
import type { Counts } from './tally.ts';

/** How an error budget stands. `left`: the share of it that is left, below 0 when it is overdrawn. Instants in milliseconds. */
export type SloReport = Pick<Slo, 'id' | 'objective' | 'windowMs' | 'checks'> & {
  readonly asOf: number;
  /** The scheduled runs of the window, those in a maintenance left out. */
  readonly counts: Counts;
  /** The share of good runs; 1 where none was counted. */
  readonly attained: number;
  readonly left: number;
  readonly burns: readonly Burn[];
};

/** The state of an SLO at `asOf`, whether an alert fires or not. */
export function sloReport(slo: Slo, members: readonly Member[], asOf: number): SloReport {
  const { id, objective, windowMs, checks } = slo;
  const { good, bad, unknown, upstream } = countsIn(members, windowMs, asOf);
  const counts = { good, bad, unknown, upstream };
  return {
    ...{ id, objective, windowMs, checks, asOf, counts },
    attained: good + bad === 0 ? 1 : good / (good + bad),
    left: budgetLeft(slo, counts),
    burns: burnsOf(slo, members, asOf),
  };
}
