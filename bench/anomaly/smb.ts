import { FAMILIES, type FamilyName } from './made/families.ts';
import { type Entrant, type Run, runField, type Spent } from './run.ts';
import { type Operation, operate } from './score/detections.ts';
import { falseAlertsPerMonth, type Judged, thresholdFor } from './score/incidents.ts';
import type { SeedPlan } from './seeds.ts';

/** False alerts per series and month that a threshold may cost. */
export const BUDGETS = [0.1, 1] as const;
/** The threshold that ships. */
export const SHIPPED = 1;

/** The thresholds that keep one entrant's budgets on the calibration seeds of family A, by budget. */
export type Frozen = readonly { readonly budget: number; readonly threshold: number }[];

/** One entrant on one family of noise. */
export interface FamilyResult {
  readonly family: FamilyName;
  readonly entrant: string;
  readonly shipped: Operation;
  /** At the thresholds that were frozen on family A's calibration seeds. */
  readonly budgets: readonly (Operation & { readonly budget: number })[];
  /** What 0.1 would take on this very set: how far the shipped threshold is from it. */
  readonly ownThreshold: number;
  readonly spent: Spent;
  readonly making: Spent;
  readonly candidate: Run['candidate'];
  readonly faulted: readonly Judged[];
  readonly clean: readonly Judged[];
}

/** Freezes each entrant's thresholds. */
export function calibrate(entrants: readonly Entrant[], { calibration }: SeedPlan): readonly Frozen[] {
  const faulted = runField(entrants, calibration.faulted);
  const clean = runField(entrants, calibration.clean, { clean: true });
  return entrants.map((_, k) => {
    const set = [...(faulted.runs[k]?.judged ?? []), ...(clean.runs[k]?.judged ?? [])];
    return BUDGETS.map((budget) => ({ budget, threshold: thresholdFor(set, budget) }));
  });
}

/** Measures each entrant on one family, at the shipped threshold and at the frozen ones. */
export function measureFamily(
  entrants: readonly Entrant[],
  name: FamilyName,
  { faulted, clean }: Pick<SeedPlan, 'faulted' | 'clean'>,
  frozen: readonly Frozen[] = [],
): readonly FamilyResult[] {
  const family = FAMILIES[name];
  const broken = runField(entrants, faulted, { family });
  const quiet = runField(entrants, clean, { family, clean: true });
  const making = add(broken.making, quiet.making);
  return entrants.map((entrant, k): FamilyResult => {
    const [onFaulted, onClean] = [broken.runs[k] as Run, quiet.runs[k] as Run];
    const at = (threshold: number) => operate(onFaulted.judged, onClean.judged, threshold);
    return {
      family: name,
      entrant: entrant.name,
      shipped: at(SHIPPED),
      budgets: (frozen[k] ?? []).map(({ budget, threshold }) => ({ budget, ...at(threshold) })),
      ownThreshold: thresholdFor([...onFaulted.judged, ...onClean.judged], BUDGETS[0]),
      spent: add(onFaulted.spent, onClean.spent),
      making,
      candidate: onClean.candidate,
      faulted: onFaulted.judged,
      clean: onClean.judged,
    };
  });
}

/** False alerts per series and month over faulted and clean series together. */
export const falseAlertsOf = ({ faulted, clean }: FamilyResult, threshold: number): number =>
  falseAlertsPerMonth([...faulted, ...clean], threshold);

const add = (a: Spent, b: Spent): Spent => ({ micros: a.micros + b.micros, count: a.count + b.count });
