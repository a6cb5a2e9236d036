import { performance } from 'node:perf_hooks';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ProbeOptions, Prober } from '../../app/ports.ts';
import type { Check } from '../../core/check.ts';
import { isRetried } from '../../core/failure.ts';
import type { Result } from '../../core/result.ts';
import { attempt, type Means } from './attempt.ts';

/** A retry needs at least this much of the run's time, in milliseconds. */
const LEAST_RETRY_MS = 500;

export type HttpProberOptions = {
  /** Default `killdeer/<version>`. */
  readonly userAgent?: string;
  /** Certificate authorities (PEM) to trust instead of Node's own. */
  readonly ca?: string;
  /** Name servers to ask, `address` or `address:port`. Default: the system's. */
  readonly servers?: readonly string[];
  /** Default `/etc/hosts`. */
  readonly hostsFile?: string;
};

/** Probes HTTP and HTTPS, each attempt over a fresh connection to an address that the guard let pass. */
export function httpProber({ userAgent = 'killdeer/0.1.0', ca, ...options }: HttpProberOptions = {}): Prober {
  let context: SecureContext | undefined;
  const secureContext = () => {
    context ??= createSecureContext({ ecdhCurve: 'X25519:P-256:P-384', ...(ca !== undefined && { ca }) });
    return context;
  };
  const means: Means = { userAgent, secureContext, ...options };
  return { probe: (check, probeOptions) => probe(check, means, probeOptions) };
}

async function probe(check: Check, means: Means, { region, sampled }: ProbeOptions): Promise<Result> {
  const startedAt = performance.now();
  const timeoutMs = Math.min(check.timeoutMs, check.budgetMs);
  const first = await attempt(check, means, { region, timeoutMs, sampled });
  const remainingMs = check.budgetMs - (performance.now() - startedAt);
  const { failure } = first;
  if (first.outcome !== 'fail' || failure === undefined || remainingMs < LEAST_RETRY_MS)
    return { ...first, attempts: 1 };
  if (!isRetried(failure, first.status, check.retry)) return { ...first, attempts: 1 };
  const retry = { region, timeoutMs: Math.min(timeoutMs, remainingMs), sampled: true };
  return { ...(await attempt(check, means, retry)), attempts: 2, first: failure };
}
