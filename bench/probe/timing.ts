/** What one probe said of itself. Times in milliseconds; absent where the probe failed. */
export type Timing = {
  readonly id: string;
  readonly dns?: number;
  readonly tcp?: number;
  readonly firstByte?: number;
  /** How much of them the prober itself says it may have been late. Only ours says so. */
  readonly lag?: number;
};

/** What a batch of probes gave and what it cost: CPU milliseconds of the process that probed. */
export type Run = { readonly timings: readonly Timing[]; readonly cpuMs: number };

/** One thing that probes. `run` probes every address once, all of them at once where `atOnce`, else one after another. */
export type Peer = {
  readonly name: string;
  readonly pid: number;
  run(batch: Batch): Promise<Run>;
  /** Ends its process. */
  stop(): Promise<void>;
};

export type Batch = { readonly urls: readonly string[]; readonly atOnce: boolean };

/** How a peer of a process of its own is made. */
export type PeerOptions = {
  /** What it trusts, PEM. */
  readonly ca?: string;
  /** Cores that it may use. */
  readonly cpuShare: number;
  /** Name servers, `address:port`. */
  readonly servers?: readonly string[];
};

/** Probes a batch, all of its addresses at once or one after another. */
export type RunBatch = (batch: Batch) => Promise<readonly Timing[]>;

/** A prober of single addresses as one of batches. */
export function oneByOne(probe: (url: string) => Promise<Timing>): RunBatch {
  return async ({ urls, atOnce }) => {
    if (atOnce) return await Promise.all(urls.map(probe));
    const timings: Timing[] = [];
    for (const url of urls) timings.push(await probe(url));
    return timings;
  };
}

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
