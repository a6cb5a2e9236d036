import { naming } from './core/naming.ts';

/**
 * The seam between the constructs, which set these variables on every Lambda, and the handlers, which read them.
 * Names of tables, queues and topics follow from them (`lib/core/naming.ts`); the definition itself is in the bundle.
 */
export const VARIABLES = {
  /** The monitor's name. */
  monitor: 'KILLDEER_MONITOR',
  /** The home region. */
  home: 'KILLDEER_HOME',
  /** The AWS account, for queue URLs and topic ARNs. */
  account: 'KILLDEER_ACCOUNT',
  /** On probes whose place is not called as its AWS region: the place's name. */
  place: 'KILLDEER_PLACE',
} as const;

/**
 * The metrics that the handlers emit in their log lines (CloudWatch embedded metric format) and that alarms watch. One
 * dimension: `Monitor`, its name. No metric per check or region: each costs about $0.30 a month.
 */
export const METRICS = {
  namespace: 'Killdeer',
  dimension: 'Monitor',
  /** Frames that the home table acknowledged. By `probe`, in its own region. Silent when none was. */
  framesStored: 'FramesStored',
  /** Seconds that a frame has waited for the home table, at each attempt that failed. By `probe`. Silent otherwise. */
  spoolAge: 'SpoolAge',
  /** Aggregates that have been due for 3 minutes. By `tick`, at each sweep, 0 included. */
  effectsOverdue: 'EffectsOverdue',
} as const;

export type Environment = {
  readonly monitor: string;
  readonly home: string;
  readonly account: string;
  /** The AWS region that the Lambda runs in; AWS sets it. */
  readonly region: string;
  /** The name of the place that it probes from: the region's, unless the constructs say otherwise. */
  readonly place: string;
  /** What its metrics are of: `naming.metricsOf`. */
  readonly metricsOf: string;
  /** Cores that the Lambda may use; AWS gives them by its memory. */
  readonly cpuShare: number;
};

/** Memory at which a Lambda has one core. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CORE = 1_769;

/** Reads the variables. Throws one error that names every variable that is missing. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const { place, ...needed } = VARIABLES;
  const names = { ...needed, region: 'AWS_REGION' };
  const missing = Object.values(names).filter((name) => !variables[name]);
  if (missing.length > 0) throw new Error(`environment: ${missing.join(', ')} not set; the constructs set them`);
  const read = (name: string): string => variables[name] ?? '';
  return {
    monitor: read(names.monitor),
    home: read(names.home),
    account: read(names.account),
    region: read(names.region),
    cpuShare: Number(variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? MB_PER_CORE) / MB_PER_CORE,
    place: variables[place] || read(names.region),
    metricsOf: naming.metricsOf(read(names.monitor), variables[place] || undefined),
  };
}
