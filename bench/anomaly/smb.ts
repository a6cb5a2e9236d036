import { FAMILIES, type FamilyName } from './made/families.ts';
import { type Entrant, type Run, runField, type Spent } from './run.ts';
import { type Operation, operate } from './score/detections.ts';
import { falseAlerts, thresholdFor } from './score/incidents.ts';
import { type SeedPlan, type Seeds, seedsOf } from './seeds.ts';
import type { StateSize } from './state.ts';

/** False alerts per series and month that a threshold may cost. */
export const BUDGETS = [0.1, 1] as const;
/** The threshold that ships. */
export const SHIPPED = 1;

/** The thresholds that keep one entrant's budgets on the calibration seeds of family A. */
export type Frozen = readonly { readonly budget: number; readonly threshold: number }[];

/** A false alert at the shipped threshold: the series that shows it, and where. */
export interface FalseAlert {
  readonly seed: number;
  readonly clean: boolean;
  readonly sample: number;
  readonly evidence: number;
}

/** One entrant on one family of noise. */
export interface FamilyResult {
  readonly family: FamilyName;
  readonly entrant: string;
  readonly shipped: Operation;
  /** At the thresholds that were frozen on family A's calibration seeds. */
  readonly budgets: readonly (Operation & { readonly budget: number })[];
  /** The threshold that would keep a budget of 0.1 on this very set: above 1, the shipped one is too low here. */
  readonly ownThreshold: number;
  readonly falseAlerts: readonly FalseAlert[];
  readonly spent: Spent;
  readonly making: Spent;
  readonly state: StateSize | undefined;
}

/** Freezes each entrant's thresholds. */
export function calibrate(entrants: readonly Entrant[], { calibration }: SeedPlan): readonly Frozen[] {
  const what = 'calibrating';
  const faulted = runField(entrants, { seeds: calibration.faulted, what });
  const clean = runField(entrants, { seeds: calibration.clean, what, clean: true });
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
  const broken = runField(entrants, { seeds: faulted, what: `noise ${name}, faulted`, family });
  const quiet = runField(entrants, { seeds: clean, what: `noise ${name}, clean`, family, clean: true });
  return entrants.map((entrant, k): FamilyResult => {
    const [onFaulted, onClean] = [broken.runs[k] as Run, quiet.runs[k] as Run];
    const at = (threshold: number) => operate(onFaulted.judged, onClean.judged, threshold);
    return {
      family: name,
      entrant: entrant.name,
      shipped: at(SHIPPED),
      budgets: (frozen[k] ?? []).map(({ budget, threshold }) => ({ budget, ...at(threshold) })),
      ownThreshold: thresholdFor([...onFaulted.judged, ...onClean.judged], BUDGETS[0]),
      falseAlerts: [...listFalse(onFaulted, faulted, false), ...listFalse(onClean, clean, true)],
      spent: add(onFaulted.spent, onClean.spent),
      making: add(broken.making, quiet.making),
      state: onClean.state,
    };
  });
}

function listFalse({ judged }: Run, seeds: Seeds, clean: boolean): readonly FalseAlert[] {
  const series = seedsOf(seeds);
  return judged.flatMap((one, k) =>
    falseAlerts(one, SHIPPED).map((sample) => {
      return { seed: series[k] as number, clean, sample, evidence: one.evidence[sample] as number };
    }),
  );
}

const add = (a: Spent, b: Spent): Spent => ({ micros: a.micros + b.micros, count: a.count + b.count });
