import { calmCheck } from '../advance-check.ts';
import type { Check } from '../check.ts';
import { policyOf } from '../check-policy.ts';
import type { CheckState } from '../incident.ts';
import type { CheckPolicy } from '../incident-step.ts';
import { evidenceIn } from '../judge-anomaly.ts';
import { memoryOf } from '../memory.ts';
import type { Monitor } from '../monitor.ts';
import { latenessMs } from '../schedule.ts';
import { EMPTY_SERIES, type Entry, fold, type Memory, type Series } from '../series.ts';
import { countGap, type Rhythm, startRhythm } from './rhythm.ts';

/** All that a replay remembers of one check, or of a pseudo check that is judged by something else than its own runs. */
export type Lane = {
  readonly id: string;
  readonly policy: CheckPolicy;
  state: CheckState;
  /** Number of the newest event that was told of the incident that stands. */
  told: number;
};

/** The lane of a check, with what its runs left. */
export type CheckLane = Lane & {
  readonly check: Check;
  /** Its place among the checks: those that ended at one instant are judged in this order. */
  readonly place: number;
  readonly memory: Memory;
  /** Runs that began later after their slot are left out. */
  readonly latestMs: number;
  /** Of every region that runs it, in the order in which the check has them. */
  readonly series: Series[];
  /** What their detectors have against them, in one place: it is asked for at each run (bench:backtest). */
  readonly evidence: number[];
  readonly rhythm: Rhythm;
  /** When its newest run ended. */
  newest: number;
  /** Runs in its rings that did not pass: without any, a calm check needs no judging. */
  bad: number;
  /** When it was last judged no region had anything against it: no further pass can change that. */
  isQuiet: boolean;
};

/** An empty lane of a check or a pseudo check. */
export function startLane(monitor: Monitor, id: string): Lane {
  return { id, policy: policyOf(monitor, id), state: calmCheck(id), told: -1 };
}

/** The lane of a check before its first run. */
export function startCheckLane(monitor: Monitor, check: Check): CheckLane {
  const base = startLane(monitor, check.id);
  const series = check.regions.map(() => EMPTY_SERIES);
  const evidence = check.regions.map(() => 0);
  const place = monitor.checks.indexOf(check);
  // Each series of a lane is let go of when the next run is folded into it.
  const memory: Memory = { ...memoryOf(check), owns: true };
  const latestMs = latenessMs(check.cadenceMs);
  const counts = { newest: 0, bad: 0, isQuiet: false };
  return { ...base, check, place, memory, latestMs, series, evidence, rhythm: startRhythm(), ...counts };
}

/** The series of a lane by region, as it is judged. */
export function seriesOf({ check, series }: CheckLane): ReadonlyMap<string, Series> {
  return new Map(check.regions.map((region, place) => [region, series[place] ?? EMPTY_SERIES] as const));
}

/** Puts a series in its place. */
export function remember({ series, evidence }: CheckLane, place: number, one: Series): void {
  series[place] = one;
  evidence[place] = evidenceIn(one);
}

/** Folds a run into the series of a place of its lane. False when it changes nothing: it is there already, or too old. */
export function foldInto(lane: CheckLane, place: number, entry: Entry): boolean {
  // The ring is the lane's own, and changed by the fold: what is asked of it as it was is asked before.
  const before = lane.series[place] ?? EMPTY_SERIES;
  const { length } = before.ring;
  const [oldest] = before.ring;
  const last = before.ring[length - 1];
  const after = fold(before, entry, lane.memory);
  if (after === before) return false;
  remember(lane, place, after);
  if (last !== undefined) countGap(lane.rhythm, lane.check, last, entry);
  if (entry.endedAt > lane.newest) lane.newest = entry.endedAt;
  if (entry.outcome !== 'pass') lane.bad += 1;
  if (length === after.ring.length && oldest !== undefined && oldest.outcome !== 'pass') lane.bad -= 1;
  return true;
}
