import { performance } from 'node:perf_hooks';
import type { ProbeOptions, Prober, Secrets } from '../../app/ports.ts';
import type { Check } from '../../core/check.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import { isRetried } from '../../core/failure.ts';
import { invert } from '../../core/must-fail.ts';
import { redactResult } from '../../core/redact.ts';
import type { Result } from '../../core/result.ts';
import { resolveSecrets, secretsIn } from '../../core/secret.ts';
import { attempt } from './attempt.ts';
import { kindProbe } from './kinds.ts';
import { loopLag } from './loop-lag.ts';
import type { Means } from './run.ts';
import { secureContexts } from './secure-contexts.ts';
import { ALONE, openStage, type Place } from './stage.ts';

/** A retry needs at least this much of the run's time, in milliseconds. */
const LEAST_RETRY_MS = 500;

export type SocketProberOptions = {
  /** Default `killdeer/<version>`. */
  readonly userAgent?: string;
  /** Certificate authorities (PEM) to trust instead of Node's own, where a check names none. */
  readonly ca?: string;
  /** Name servers to ask, `address` or `address:port`. Default: the system's. */
  readonly servers?: readonly string[];
  /** Default `/etc/hosts`. */
  readonly hostsFile?: string;
  /** Where jobs' heartbeats stand. Default: nowhere, and a check of one is `unknown`. */
  readonly heartbeats?: NonNullable<Means['heartbeats']>;
  /** Cores that this process may use; at most 1 counts. Default 1. In a Lambda: its memory ÷ 1769 MB. */
  readonly cpuShare?: number;
  /** Where secrets are read. Default: nowhere, and a check that needs one is `unknown`. */
  readonly secrets?: Secrets;
};

/** Probes every kind of check, each attempt over a fresh connection to an address that the guard let pass. */
export function socketProber(options: SocketProberOptions = {}): Prober {
  const { userAgent = 'killdeer/0.1.0', ca, secrets = NO_SECRETS, cpuShare = 1, ...rest } = options;
  const means: Means = { userAgent, secureContext: secureContexts(ca), lag: loopLag(), ...rest };
  const probeAt = async (place: Place, check: Check, probeOptions: ProbeOptions): Promise<Result> => {
    const known: string[] = [];
    const strike = (value: string) => known.push(value);
    try {
      const result = await probe(check, means, { ...probeOptions, secrets, strike, place });
      return redactResult(check.mustFail === true ? invert(result) : result, known);
    } catch (error) {
      const message = excerpt(`the probe itself failed: ${error instanceof Error ? error.message : String(error)}`);
      const nothing = { id: check.id, total: 0, phases: {}, attempts: 1 };
      return redactResult({ ...nothing, outcome: 'unknown', failure: { kind: 'probe', message } }, known);
    } finally {
      place.leave();
    }
  };
  return {
    probe: (check, probeOptions) => probeAt(ALONE, check, probeOptions),
    async probeAll(checks, probeOptions, take) {
      const places = openStage(checks.length, { cpuShare });
      const runs = checks.map(async (check, index) => take(await probeAt(places[index] ?? ALONE, check, probeOptions)));
      await Promise.all(runs);
    },
  };
}

const NO_SECRETS: Secrets = {
  read: (ref) => Promise.reject(new Error(`no store to read the secret ${ref.name} from`)),
};

type Options = ProbeOptions & {
  readonly secrets: Secrets;
  readonly strike: (secret: string) => void;
  readonly place: Place;
};

/** A run: the first attempt, and the retry where the check asks for it and there is time. Throws what is our own fault. */
async function probe<C extends Check>(check: C, means: Means, options: Options): Promise<Result> {
  const endsAt = performance.now() + check.budgetMs;
  const { region, sampled, strike, place } = options;
  const what = { check: await withSecrets(check, options), probe: await kindProbe(check) };
  const timeoutMs = Math.min(check.timeoutMs, check.budgetMs);
  const first = await attempt(what, means, { region, timeoutMs, sampled, strike, place, endsAt });
  const remainingMs = endsAt - performance.now();
  const { failure } = first;
  if (first.outcome !== 'fail' || failure === undefined || remainingMs < LEAST_RETRY_MS)
    return { ...first, attempts: 1 };
  if (!isRetried(failure, first.status, check.retry)) return { ...first, attempts: 1 };
  const retry = { region, timeoutMs: Math.min(timeoutMs, remainingMs), sampled: true, strike, place, endsAt };
  return { ...(await attempt(what, means, retry)), attempts: 2, first: failure };
}

async function withSecrets<C extends Check>(check: C, { secrets, strike }: Options): Promise<ResolvedCheck<C>> {
  const refs = secretsIn(check);
  const values = new Map(await Promise.all(refs.map(async (ref) => [ref, await secrets.read(ref)] as const)));
  for (const value of values.values()) strike(value);
  return resolveSecrets(check, (ref) => values.get(ref) ?? '') as ResolvedCheck<C>;
}
