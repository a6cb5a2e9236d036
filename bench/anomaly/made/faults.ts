import { normal, type Random } from './random.ts';

/** What one type of fault does, and for how many samples. */
export interface FaultKind {
  readonly samples: number;
  /** The factor of the latency at the fault's sample `i`. */
  readonly latency?: (i: number, random: Random) => number;
  /** Night has the latency of the series' own daytime peak. */
  readonly atNight?: true;
  /** The probability of failure, and how many failures come in a row in the mean. */
  readonly errors?: number;
  readonly run?: number;
}

/** The twelve types of fault of SMB. */
export const FAULTS = {
  step20: { samples: 120, latency: () => 1.2 },
  step50: { samples: 60, latency: () => 1.5 },
  step100: { samples: 30, latency: () => 2 },
  ramp: { samples: 300, latency: (i) => 1 + Math.min(0.5, 0.0025 * i) },
  spikes: { samples: 5, latency: () => 4 },
  jitter: { samples: 120, latency: (_i, random) => Math.exp(0.6 * normal(random)) },
  nightday: { samples: 180, atNight: true },
  err2: { samples: 480, errors: 0.02, run: 1 },
  err5: { samples: 240, errors: 0.05, run: 2 },
  err30: { samples: 60, errors: 0.3, run: 1 },
  brownout: { samples: 120, errors: 0.03, run: 1, latency: () => 1.3 },
  outage: { samples: 20, errors: 1, run: 1 },
} as const satisfies Record<string, FaultKind>;

export type FaultType = keyof typeof FAULTS;

export const FAULT_TYPES = Object.keys(FAULTS) as readonly FaultType[];

/** A fault in a series, in samples; `end` is the first sample after it. */
export interface Fault {
  readonly type: FaultType;
  readonly start: number;
  readonly end: number;
}

/** What a type does, without the knowledge which type it is. */
export const kindOf = (type: FaultType): FaultKind => FAULTS[type];
