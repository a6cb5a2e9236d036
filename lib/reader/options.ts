import type { GetParameterCommand } from '@aws-sdk/client-ssm';
import { FAIL_DEFAULTS, type ServiceDefinition, type SwitchDefinition } from '../core/service.ts';
import { type Duration, parseDuration, SECOND } from '../core/time.ts';
import type { SwitchboardError } from './error.ts';

/** What the reader needs of an SSM client. */
export type ParameterClient = {
  send(
    command: GetParameterCommand,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<{ readonly Parameter?: { readonly Value?: string | undefined } | undefined }>;
};

/** A switch whose level moved, in percent of traffic allowed. */
export type SwitchChange<Names extends string = string> = {
  readonly name: Names;
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
};

export type ReaderOptions<Names extends string = string> = {
  /**
   * Name of the monitor that writes the switchboard: part of the parameter's name. Default: the environment variable
   * KILLDEER_MONITOR, else the service's own id.
   */
  readonly monitor?: string;
  /** The definition that the checks use too: it types the switch names and says each switch's `failDefault`. */
  readonly service: ServiceDefinition<Names>;
  /** How often Parameter Store is read, ± 20 % at random. At least 1 s; default 10 s. */
  readonly refresh?: Duration;
  /** Region of the switchboard, one of the service's `regions`. Default: the one this process runs in. */
  readonly region?: string;
  /** An SSM client of your own; it is not destroyed by `close`. Default: a new one for `region`. */
  readonly client?: ParameterClient;
  /** Called when reading begins to fail or fails for another reason, not at every refresh. Default: nothing. */
  readonly onError?: (error: SwitchboardError) => void;
  /** Called for each switch whose level moved, after `allows` answers by it. */
  readonly onChange?: (change: SwitchChange<Names>) => void;
};

export type SwitchboardReader<Names extends string = string> = {
  /**
   * Whether a request may use the feature behind the switch. The same `key` (a user, a tenant) gets the same answer at
   * every reader; without a key each call is drawn anew. Answers from memory; throws only for a name that the service
   * does not declare.
   */
  allows(name: Names, key?: string): boolean;
  /** Percent of traffic allowed, 0 to 100. Throws for a name that the service does not declare. */
  level(name: Names): number;
  /** The highest epoch seen; 0 while no switchboard has been read. */
  readonly epoch: number;
  /** Settled after the first attempt to read, whether it succeeded or not. Never rejects. */
  readonly ready: Promise<void>;
  /** Stops reading; `allows` goes on answering by what was read last. */
  close(): void;
};

const KEYS: readonly string[] = [
  'monitor',
  'service',
  'refresh',
  'region',
  'client',
  'onError',
  'onChange',
] satisfies readonly (keyof ReaderOptions)[];

/** The options with their defaults, the refresh in milliseconds. Throws a TypeError or RangeError that says which is wrong. */
export function checkOptions<Names extends string>(
  options: ReaderOptions<Names>,
): { readonly refreshMs: number; readonly monitor: string } {
  const unknown = Object.keys(options).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) {
    throw new TypeError(`openSwitchboard: unknown option "${unknown.join('", "')}"; known: ${KEYS.join(', ')}`);
  }
  if (options.monitor !== undefined && (typeof options.monitor !== 'string' || options.monitor === '')) {
    throw new TypeError('openSwitchboard: monitor must be the name of the monitor that writes the switchboard');
  }
  if (options.service?.kind !== 'service' || typeof options.service.switches !== 'object') {
    throw new TypeError("openSwitchboard: service must be what service('…', { switches }) returns");
  }
  for (const [name, { failDefault }] of Object.entries<SwitchDefinition>(options.service.switches ?? {})) {
    if (FAIL_DEFAULTS.includes(failDefault)) continue;
    throw new TypeError(`openSwitchboard: failDefault of switch "${name}" is "${failDefault}"; say 'on' or 'off'`);
  }
  const refreshMs = parseDuration(options.refresh ?? '10s');
  if (refreshMs === undefined || refreshMs < SECOND) {
    throw new RangeError(
      `openSwitchboard: refresh is "${options.refresh}"; use a duration of at least 1s, such as 10s`,
    );
  }
  // An empty variable is one that nobody set.
  return { refreshMs, monitor: options.monitor ?? (process.env.KILLDEER_MONITOR || options.service.id) };
}
