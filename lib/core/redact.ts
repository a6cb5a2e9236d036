import type { Failure } from './failure.ts';
import type { Result } from './result.ts';

/** What stands in the place of a secret. */
export const STRUCK = '<secret>';

/** The result with every one of these secrets struck from whatever text stands in it. */
export function redactResult(result: Result, secrets: readonly string[]): Result {
  if (secrets.length === 0) return result;
  const { failure, first } = result;
  return {
    ...result,
    ...(failure && { failure: redactFailure(failure, secrets) }),
    ...(first && { first: redactFailure(first, secrets) }),
  };
}

function redactFailure({ kind, ...texts }: Failure, secrets: readonly string[]): Failure {
  const struck = Object.entries(texts).map(([name, text]) => [name, strike(text, secrets)]);
  return { kind, ...(Object.fromEntries(struck) as Omit<Failure, 'kind'>) };
}

function strike(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, STRUCK)), text);
}
