import { isCalm } from '../advance-check.ts';
import { bookFailures, toldBefore } from '../book-failures.ts';
import type { CheckState } from '../incident.ts';
import { isUnusual } from '../judge-anomaly.ts';
import { acceptShift, type Entry } from '../series.ts';
import type { Verdict } from '../verdict.ts';
import { type CheckLane, remember } from './lane.ts';

/** What a change on record explains is usual from now on. */
export function acceptExplained(lane: CheckLane, verdict: Verdict | undefined): void {
  if (verdict?.anomaly?.isExplained !== true) return;
  for (const { region } of verdict.anomaly.seen) {
    const place = lane.check.regions.indexOf(region);
    const one = lane.series[place];
    if (one !== undefined) remember(lane, place, acceptShift(one, lane.memory));
  }
}

/** What failed is booked, so that no detector and no budget holds it against the check. `upstreamFrom`: to what is upstream. */
export function book(lane: CheckLane, upstreamFrom: number | undefined): void {
  const { check, memory } = lane;
  if (check.counted !== true && check.detect === undefined) return;
  const bookings = { upstreamFrom, toldBefore: toldBefore(lane.state) };
  for (const [place, one] of lane.series.entries()) remember(lane, place, bookFailures(one, bookings, memory));
}

/** Most runs pass in calm times, and change no verdict: what they would be judged to be is known. */
export function needsJudging({ bad, check, evidence, state, isQuiet: quiet }: CheckLane, { outcome }: Entry): boolean {
  return !isCalm(state) || (bad > 0 && !(quiet && outcome === 'pass')) || isUnusual(check, evidence);
}

/** Whether no region has anything against a check that is calm: no further pass can change that. */
export function isQuiet(state: CheckState, verdict: Verdict | undefined): boolean {
  if (verdict?.name !== 'up' || state.verdict !== 'up' || !isCalm(state)) return false;
  return verdict.evidence.votes.every(
    ({ vote, lastSlot, recovered, failures }) =>
      vote === 'passing' ||
      // What was failing when it went dark fails on when it is seen again, until it has recovered.
      (vote === 'unknown' && (lastSlot === undefined || (recovered && failures === 0))),
  );
}

/** As they are defined, whichever of them was heard of first. */
export function inOrder(lanes: ReadonlySet<CheckLane>): Iterable<CheckLane> {
  return lanes.size < 2 ? lanes : [...lanes].sort((a, b) => a.place - b.place);
}
