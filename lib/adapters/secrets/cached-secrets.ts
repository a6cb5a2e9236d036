import type { Clock, Secrets } from '../../app/ports.ts';
import { keyOfSecret } from '../../core/check-secrets.ts';
import { type SecretRef, UnreadableSecret } from '../../core/secret.ts';
import { HOUR, MINUTE, SECOND } from '../../core/time.ts';

export type CachedSecretsOptions = {
  /** How long a value is used without asking again. Milliseconds, default 5 min. */
  readonly freshMs?: number;
  /** How long the last known value is used while its store is away. Milliseconds, default 1 h. */
  readonly keptMs?: number;
  /** Least time between two questions for one secret, where the answer was none or is doubted. Milliseconds, default 30 s. */
  readonly pauseMs?: number;
};

/** `reason`: why the last question brought nothing. */
type Entry = {
  value?: { readonly text: string; readonly at: number; readonly isDoubted?: true };
  askedAt: number;
  reason?: unknown;
  asking?: Promise<string>;
};

/**
 * Remembers what `source` read, for a short time; who asks at the same time shares one call. While the store does not
 * answer, the last known value serves on, so that probes are not blind when home is. A store that says no ends that.
 */
export function cachedSecrets(
  source: Pick<Secrets, 'read'>,
  { now }: Pick<Clock, 'now'>,
  { freshMs = 5 * MINUTE, keptMs = HOUR, pauseMs = 30 * SECOND }: CachedSecretsOptions = {},
): Secrets {
  const entries = new Map<string, Entry>();

  const ask = async (ref: SecretRef, entry: Entry): Promise<string> => {
    entry.askedAt = now();
    try {
      const text = await source.read(ref);
      entry.value = { text, at: now() };
      delete entry.reason;
      return text;
    } catch (error) {
      entry.reason = error;
      if (error instanceof UnreadableSecret && error.isAnswer) delete entry.value;
      return lastKnown(entry);
    }
  };

  const lastKnown = ({ value, reason }: Entry): string => {
    if (value !== undefined && now() - value.at <= keptMs) return value.text;
    throw reason;
  };

  return {
    async read(ref) {
      const key = keyOfSecret(ref);
      const entry = entries.get(key) ?? { askedAt: Number.NEGATIVE_INFINITY };
      entries.set(key, entry);
      if (entry.asking !== undefined) return entry.asking;
      const { value } = entry;
      if (value !== undefined && value.isDoubted !== true && now() - value.at < freshMs) return value.text;
      if (now() - entry.askedAt < pauseMs) return lastKnown(entry);
      entry.asking = ask(ref, entry).finally(() => delete entry.asking);
      return entry.asking;
    },
    doubt(ref) {
      const entry = entries.get(keyOfSecret(ref));
      if (entry?.value !== undefined) entry.value = { ...entry.value, isDoubted: true };
    },
  };
}
