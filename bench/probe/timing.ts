/** What one probe said of itself. Times in milliseconds; absent where the probe failed. */
export type Timing = { readonly id: string; readonly firstByte?: number; readonly tcp?: number };

/** What a batch of probes gave and what it cost: CPU milliseconds of the process that probed. */
export type Run = { readonly timings: readonly Timing[]; readonly cpuMs: number };

/** One thing that probes. `run` probes every address once, all of them at once where `atOnce`, else one after another. */
export type Peer = {
  readonly name: string;
  run(batch: Batch): Promise<Run>;
  stop(): void;
};

export type Batch = { readonly urls: readonly string[]; readonly atOnce: boolean };

/** The number that `share` (0 to 1) of the values do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The id that an address of the target carries. */
export function idOf(url: string): string {
  return new URL(url).searchParams.get('id') ?? '';
}

/** Milliseconds of the machine's monotonic clock, which all processes share. */
export function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
