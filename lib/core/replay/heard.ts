import type { Decisions, Stranger } from './decision.ts';
import type { CheckLane } from './lane.ts';
import { offbeatOf } from './rhythm.ts';

/** What a history tells of what is defined, and what it has besides. */
type Told = Pick<Decisions, 'runs' | 'ignored' | 'strangers' | 'spare' | 'silent' | 'offbeat'>;

/** Counts which of the runs of a history there was a use for. */
export type Heard = {
  /** A run of a check and a region that are defined. */
  run(isFolded: boolean): void;
  stranger(check: string, region: string): void;
  of(lanes: Iterable<CheckLane>): Told;
};

/** Most checks and regions that are told apart: a column that was mixed up would make one of each row. */
const MOST_STRANGERS = 1_000;

export function startHeard(): Heard {
  let runs = 0;
  let spare = 0;
  let ignored = 0;
  const strangers = new Map<string, { check: string; region: string; runs: number }>();
  return {
    run(isFolded) {
      if (isFolded) runs += 1;
      else spare += 1;
    },
    stranger(check, region) {
      ignored += 1;
      const key = `${check}\n${region}`;
      const known = strangers.get(key);
      if (known !== undefined) known.runs += 1;
      else if (strangers.size < MOST_STRANGERS) strangers.set(key, { check, region, runs: 1 });
    },
    of(lanes) {
      const all = [...lanes];
      const silent = all.filter(({ newest }) => newest === 0).map(({ id }) => id);
      const offbeat = all.flatMap(({ check: { id, cadenceMs }, rhythm }) => {
        const gapMs = offbeatOf(rhythm);
        return gapMs === undefined ? [] : [{ check: id, cadenceMs, gapMs }];
      });
      return { runs, ignored, spare, silent, offbeat, strangers: [...strangers.values()].sort(byRuns) };
    },
  };
}

function byRuns(a: Stranger, b: Stranger): number {
  return b.runs - a.runs;
}
