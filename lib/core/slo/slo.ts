import type { Duration } from '../time.ts';

/** The share of a check's, or of a service's, runs that must pass. */
export type SloDefinition = {
  readonly kind: 'slo';
  /** Percent: 99.9. Above 0, below 100. */
  readonly objective: number;
  /** Over which the error budget is counted: `7d` to `90d`. Default `30d`. */
  readonly window?: Duration;
  /** Of a service: the ids of the checks that say how it does. */
  readonly checks?: readonly string[];
};

/** An SLO with its defaults filled in. */
export type Slo = {
  /** Of what it is: `check.<id>` or `service.<id>`. */
  readonly id: string;
  /** Share of bad runs that is allowed: 0.001 for an objective of 99.9. */
  readonly budget: number;
  readonly objective: number;
  readonly windowMs: number;
  readonly checks: readonly string[];
};
