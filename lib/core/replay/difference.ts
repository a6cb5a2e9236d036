import type { ReplayedIncident } from './incidents.ts';

/** How two definitions decided over the same history. */
export type Difference = {
  /** Incidents that only the first, or only the second one opened. */
  readonly onlyFirst: readonly ReplayedIncident[];
  readonly onlySecond: readonly ReplayedIncident[];
  /** Incidents of both whose page came at another time, or to one of them only. */
  readonly changed: readonly { readonly first: ReplayedIncident; readonly second: ReplayedIncident }[];
  readonly same: number;
};

/** Incidents of one check that overlap in time are the same trouble. Each has at most one counterpart, the earliest. */
export function differenceOf(first: readonly ReplayedIncident[], second: readonly ReplayedIncident[]): Difference {
  const left = new Map<string, ReplayedIncident[]>();
  for (const one of second) left.set(one.check, [...(left.get(one.check) ?? []), one]);
  const onlyFirst: ReplayedIncident[] = [];
  const changed: { first: ReplayedIncident; second: ReplayedIncident }[] = [];
  let same = 0;
  for (const one of first) {
    const candidates = left.get(one.check) ?? [];
    const at = candidates.findIndex((other) => overlap(one, other));
    const [other] = at < 0 ? [] : candidates.splice(at, 1);
    if (other === undefined) onlyFirst.push(one);
    else if (one.pagedAt === other.pagedAt && one.openedAt === other.openedAt && one.trippedAt === other.trippedAt)
      same += 1;
    else changed.push({ first: one, second: other });
  }
  const onlySecond = [...left.values()].flat().sort((a, b) => a.openedAt - b.openedAt);
  return { onlyFirst, onlySecond, changed, same };
}

function overlap(a: ReplayedIncident, b: ReplayedIncident): boolean {
  const end = ({ endedAt }: ReplayedIncident): number => endedAt ?? Number.POSITIVE_INFINITY;
  return a.firstFailureAt <= end(b) && b.firstFailureAt <= end(a);
}
