import type { CloudResult, NabResult } from './corpora/measure.ts';
import type { RegionalResult } from './regions.ts';
import type { FamilyResult } from './smb.ts';
import { tableOf } from './table.ts';

/** A promise of the detector. */
export interface Goal {
  readonly what: string;
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  /** What is wished for beyond the promise. */
  readonly wish?: number;
  /** NaN where it was not measured. */
  readonly measured: number;
}

/** All that one entrant was measured by. */
export interface Measured {
  readonly families: readonly FamilyResult[];
  readonly regions?: RegionalResult | undefined;
  readonly nab?: NabResult | undefined;
  readonly cloud?: CloudResult | undefined;
}

/** Outages and steps in all regions, for those are what fusion is for: a single failure in one region may mean nothing. */
const inAllRegions = (regions: RegionalResult | undefined, type: string) =>
  regions?.scores.find((score) => score.type === type && score.where === 'all');

/** Of all faults in one region, the share that was found, in percent. */
function foundInOne(regions: RegionalResult | undefined): number | undefined {
  const scores = regions?.scores.filter(({ where }) => where === 'one') ?? [];
  const faults = scores.reduce((sum, score) => sum + score.faults, 0);
  const found = scores.reduce((sum, { faults: count, recall }) => sum + count * recall, 0);
  return faults === 0 ? undefined : (100 * found) / faults;
}

export function goalsOf({ families, regions, nab, cloud }: Measured): readonly Goal[] {
  const published = families.find(({ family }) => family === 'A');
  const budget = (of: number) => published?.budgets.find((one) => one.budget === of)?.score;
  const cost = published && published.spent.micros / published.spent.count;
  return [
    least('SMB score, budget 0.1', budget(0.1), 70, 75),
    least('SMB score, budget 1', budget(1), 78, 82),
    ...families.flatMap(({ family, shipped }) => [
      least(`SMB score at the shipped threshold, noise ${family}`, shipped.score, 70, 75),
      most(`false alerts per series and month, noise ${family}, clean`, shipped.falseAlertsClean, 0.2),
      most(`false alerts per series and month, noise ${family}, faulted`, shipped.falseAlertsFaulted, 0.2),
    ]),
    most(
      'five regions: outage in all, samples until nine of ten are known',
      inAllRegions(regions, 'outage')?.delay90,
      1,
    ),
    most('five regions: step50 in all, samples in the median', inAllRegions(regions, 'step50')?.delay50, 3),
    least('five regions: faults in one of them that are found, %', foundInOne(regions), 90),
    least('five regions: scope right at once, %', regions && 100 * regions.scopeFirst, 97),
    most('five regions: false alerts per check and month, clean', regions?.falseAlertsClean, 0.1),
    least('NAB, standard', nab?.best.standard.score, 70, 75),
    least('NAB, low false positives', nab?.best.lowFalsePositives.score, 63, 66),
    least('NAB, low false negatives', nab?.best.lowFalseNegatives.score, 75, 80),
    least('cloud, event F1 of all', cloud?.best.all.f1, 0.6),
    least('cloud, event F1 of latency', cloud?.best.latency.f1, 0.72),
    most('bytes of a checkpoint per series', published?.state?.checkpoint, 1024),
    most('bytes of numbers per series', published?.state?.numbers, 1024),
    most('µs of CPU per update', cost, 1),
  ];
}

/** What became of a goal. */
export function verdictOf({ bound, limit, wish, measured }: Goal): 'met' | 'met, and the wish' | 'MISSED' | 'SKIPPED' {
  if (Number.isNaN(measured)) return 'SKIPPED';
  const holds = (than: number) => (bound === 'at least' ? measured >= than : measured <= than);
  if (!holds(limit)) return 'MISSED';
  return wish !== undefined && holds(wish) ? 'met, and the wish' : 'met';
}

/** One line per promise. */
export function goalsTable(goals: readonly Goal[]): string {
  const table = tableOf(['goal', '', 'limit', 'wish', 'measured', ''], [0, 1, 5]);
  for (const goal of goals) {
    const measured = Number.isNaN(goal.measured)
      ? ''
      : goal.measured.toFixed(goal.limit < 1 || goal.limit === 1 ? 3 : 1);
    table.push([goal.what, goal.bound, goal.limit, goal.wish ?? '', measured, verdictOf(goal)]);
  }
  return table.toString();
}

function least(what: string, measured: number | undefined, limit: number, wish?: number): Goal {
  return { what, bound: 'at least', limit, measured: measured ?? Number.NaN, ...(wish !== undefined && { wish }) };
}

function most(what: string, measured: number | undefined, limit: number): Goal {
  return { what, bound: 'at most', limit, measured: measured ?? Number.NaN };
}
