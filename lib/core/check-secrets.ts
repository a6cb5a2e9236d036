import type { Check } from './check.ts';
import type { ResolvedCheck } from './common-check.ts';
import type { Monitor } from './monitor.ts';
import { resolveSecrets, type SecretRef, secretsIn } from './secret.ts';

/** The secrets that a check's prober needs. Expectations hold none. */
export function secretsOfCheck(check: Check): readonly SecretRef[] {
  return secretsIn({ ...check, expect: [] });
}

/** The check with each of its secrets replaced by what `read` says it is. */
export function withSecretsRead<C extends Check>(check: C, read: (ref: SecretRef) => string): ResolvedCheck<C> {
  const { expect, ...own } = check;
  return { ...(resolveSecrets(own, read) as object), expect } as unknown as ResolvedCheck<C>;
}

/** The secrets that the checks of a monitor need, each once; with a region's name, those of the checks that run there. */
export function secretsOfMonitor({ checks }: Pick<Monitor, 'checks'>, region?: string): readonly SecretRef[] {
  const here = checks.filter(({ regions }) => region === undefined || regions.includes(region));
  return [...new Map(here.flatMap(secretsOfCheck).map((ref) => [keyOfSecret(ref), ref])).values()];
}

/** What tells two secrets apart. */
export function keyOfSecret({ store = 'ssm', name, key }: SecretRef): string {
  return JSON.stringify([store, name, key]);
}
