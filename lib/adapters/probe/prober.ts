import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance, ProbeOptions, Prober, Queues, Secrets } from '../../app/ports.ts';
import type { Check } from '../../core/check.ts';
import { secretsOfCheck, withSecretsRead } from '../../core/check-secrets.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import type { Contracts } from '../../core/contract.ts';
import type { Failure } from '../../core/failure.ts';
import { invert } from '../../core/must-fail.ts';
import { redactResult } from '../../core/redact.ts';
import type { Result } from '../../core/result.ts';
import { waitBeforeRetry } from '../../core/retry.ts';
import { type SecretRef, UnreadableSecret } from '../../core/secret.ts';
import { systemChance } from '../system.ts';
import { attempt } from './attempt.ts';
import { collectGarbage } from './garbage.ts';
import { kindProbe, loadKinds } from './kinds.ts';
import { loopLag } from './loop-lag.ts';
import type { Means } from './run.ts';
import { secureContexts } from './secure-contexts.ts';
import { ALONE, openStage, type Place } from './stage.ts';

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
  /** Where queues are read. Default: nowhere, and a check of one is `unknown`. */
  readonly queues?: Queues;
  /** The list of RDAP servers, a URL. Default: IANA's. */
  readonly rdapList?: string;
  /** Cores that this process may use; at most 1 counts. Default 1. In a Lambda: its memory ÷ 1769 MB. */
  readonly cpuShare?: number;
  /** What the schemas of the definition were compiled to. Default: nothing, and a check that expects one is `unknown`. */
  readonly contracts?: Contracts;
  /** Where secrets are read. Default: nowhere, and a check that needs one is `unknown`. */
  readonly secrets?: Secrets;
  /** Jitter of the waits before retries. Default: the machine's random numbers. */
  readonly chance?: Chance;
};

/** Probes every kind of check, each attempt over a fresh connection to an address that the guard let pass. */
export function socketProber(options: SocketProberOptions = {}): Prober {
  const {
    userAgent = 'killdeer/0.1.0',
    ca,
    secrets = NO_SECRETS,
    cpuShare = 1,
    chance = systemChance,
    ...rest
  } = options;
  const means: Means = { userAgent, secureContext: secureContexts(ca), lag: loopLag(), ...rest };
  const probeAt = async (place: Place, check: Check, probeOptions: ProbeOptions): Promise<Result> => {
    const known: string[] = [];
    const strike = (value: string) => known.push(value);
    try {
      const result = await probe(check, means, { ...probeOptions, secrets, chance, strike, place });
      return redactResult(result, known);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = excerpt(error instanceof UnreadableSecret ? reason : `the probe itself failed: ${reason}`);
      const nothing = { id: check.id, total: 0, phases: {}, attempts: 1 };
      return redactResult({ ...nothing, outcome: 'unknown', failure: { kind: 'probe', message } }, known);
    } finally {
      place.leave();
    }
  };
  return {
    probe: (check, probeOptions) => probeAt(ALONE, check, probeOptions),
    async probeAll(checks, probeOptions, take) {
      // A kind that does not load is told of its own checks, below.
      await loadKinds(checks).catch(() => {});
      if (checks.length > 1) collectGarbage();
      const places = openStage(checks.length, { cpuShare, beat: means.lag.beat });
      const runs = checks.map(async (check, index) => take(await probeAt(places[index] ?? ALONE, check, probeOptions)));
      await Promise.all(runs);
    },
  };
}

const NO_SECRETS: Secrets = {
  read: (ref) => Promise.reject(new UnreadableSecret(ref, 'this prober was given no store of secrets', true)),
};

type Options = ProbeOptions & {
  readonly secrets: Secrets;
  readonly chance: Chance;
  readonly strike: (secret: string) => void;
  readonly place: Place;
};

/** A run: the first attempt, and others where the check asks for them and there is time. Throws what is our own fault. */
async function probe<C extends Check>(check: C, means: Means, options: Options): Promise<Result> {
  const endsAt = performance.now() + check.budgetMs;
  const { region, sampled, strike, place, secrets, chance } = options;
  const refs = secretsOfCheck(check);
  const what = { check: await withSecrets(check, refs, options), probe: await kindProbe(check) };
  let first: Failure | undefined;
  for (let attempts = 1; ; attempts += 1) {
    const timeoutMs = Math.min(check.timeoutMs, endsAt - performance.now());
    const isSampled = sampled || attempts > 1;
    const found = await attempt(what, means, { region, timeoutMs, sampled: isSampled, strike, place, endsAt });
    const last = check.mustFail === true ? invert(found) : found;
    if (isAnswered(last)) for (const ref of refs) secrets.doubt?.(ref);
    const progress = { last, attempts, remainingMs: endsAt - performance.now() };
    const waitMs = waitBeforeRetry(check, progress, chance.next());
    if (waitMs === undefined) return first === undefined ? { ...last, attempts } : { ...last, attempts, first };
    first ??= last.failure;
    await sleep(waitMs);
  }
}

/** Whether the target was there and refused what it got: the secrets that it got may be old ones. */
function isAnswered({ outcome, failure }: Pick<Result, 'outcome' | 'failure'>): boolean {
  return outcome === 'fail' && failure !== undefined && ['tls', 'status', 'assertion'].includes(failure.kind);
}

/** At once, where it has none. */
function withSecrets<C extends Check>(
  check: C,
  refs: readonly SecretRef[],
  options: Options,
): ResolvedCheck<C> | Promise<ResolvedCheck<C>> {
  return refs.length === 0 ? (check as Check as ResolvedCheck<C>) : readSecrets(check, refs, options);
}

async function readSecrets<C extends Check>(
  check: C,
  refs: readonly SecretRef[],
  { secrets, strike }: Options,
): Promise<ResolvedCheck<C>> {
  const values = new Map(await Promise.all(refs.map(async (ref) => [ref, await secrets.read(ref)] as const)));
  for (const value of values.values()) strike(value);
  return withSecretsRead(check, (ref) => values.get(ref) ?? '');
}
