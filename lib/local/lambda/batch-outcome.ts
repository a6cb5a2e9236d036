import type { RunOutcome } from './container.ts';

/** What an event source mapping makes of a run: all items are done, or all failed, or these did. */
export type BatchOutcome =
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly error: string }
  | { readonly is: 'partial'; readonly failed: ReadonlySet<string> };

/**
 * Reads a run's answer as AWS does: where item failures are reported, an empty list, null or nothing is success, and an
 * answer that names an item which is not in the batch, or no item at all, fails the whole batch.
 */
export function batchOutcome(outcome: RunOutcome, reportsItemFailures: boolean, ids: readonly string[]): BatchOutcome {
  if (outcome.is !== 'ok') return { is: 'failed', error: outcome.error };
  if (!reportsItemFailures) return { is: 'done' };
  const failures = (outcome.value as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (failures === undefined || failures === null) return { is: 'done' };
  if (!Array.isArray(failures)) return { is: 'failed', error: 'batchItemFailures is no list' };
  const named = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  if (named.length === 0) return { is: 'done' };
  const known = new Set<unknown>(ids);
  const bad = named.find((id) => !known.has(id));
  if (named.some((id) => !known.has(id)))
    return { is: 'failed', error: `no item of the batch: ${JSON.stringify(bad)}` };
  return { is: 'partial', failed: new Set(named as string[]) };
}
