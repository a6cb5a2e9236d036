import { type Change, reachOf } from '../core/change.ts';
import type { Check } from '../core/check.ts';
import { evidenceOf, findingsOf, isUnusual } from '../core/judge-anomaly.ts';
import type { Series } from '../core/series.ts';
import { SECOND } from '../core/time.ts';
import type { DetectMemory } from './detect-memory.ts';
import type { Context } from './ports.ts';

/** How long a container trusts the changes that it read. */
const CHANGES_FOR_MS = 10 * SECOND;

/** What was changed around the time at which something unusual began. Nothing is read for a check that is as usual. */
export async function changesFor(
  ctx: Pick<Context, 'changes' | 'clock'>,
  memory: DetectMemory,
  check: Check,
  series: ReadonlyMap<string, Series>,
): Promise<readonly Change[]> {
  const findings = [...findingsOf(series).values()];
  if (!isUnusual(check, evidenceOf(series.values()), true) && !findings.some(({ stepped }) => stepped !== undefined))
    return [];
  const now = ctx.clock.now();
  const begins = findings.flatMap(({ since, stepped }) => [since ?? now, stepped?.since ?? now]);
  const from = Math.min(now, ...begins) - reachOf(check.cadenceMs);
  const { at, from: first, known } = memory.changes;
  if (now - at <= CHANGES_FOR_MS && from >= first) return known;
  const read = await ctx.changes.since(from);
  memory.changes = { known: read, at: now, from };
  return read;
}
