/** Consecutive seeds. */
export interface Seeds {
  readonly from: number;
  readonly count: number;
}

/** The seeds of one measurement. Thresholds of budgets come from the calibration seeds alone. */
export interface SeedPlan {
  readonly calibration: { readonly faulted: Seeds; readonly clean: Seeds };
  readonly faulted: Seeds;
  readonly clean: Seeds;
}

/** Without `from` the seeds that SMB publishes; with it, seeds from there on are measured instead. `scale` makes sets smaller or larger. */
export function planSeeds({ from, scale = 1 }: { readonly from?: number; readonly scale?: number }): SeedPlan {
  const some = (first: number, count: number): Seeds => ({
    from: first,
    count: Math.max(1, Math.round(count * scale)),
  });
  const first = from ?? 3_000;
  return {
    calibration: { faulted: some(1_000, 60), clean: some(2_000, 60) },
    faulted: some(first, 100),
    clean: some(first + 4_000, 60),
  };
}

export const seedsOf = ({ from, count }: Seeds): readonly number[] => Array.from({ length: count }, (_, i) => from + i);
