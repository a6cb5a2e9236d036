import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import type { CheckState } from '../core/incident.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import { changeAggregate } from './change-aggregate.ts';
import { MONITOR_CHECK, policyOf } from './check-policy.ts';
import type { AggregateKey, Context } from './ports.ts';
import { watchFreshness } from './watch-freshness.ts';

/** While a check is not calm every region runs it so often. A check that is that quick by itself needs no watch runs. */
const WATCH_MS = 20 * SECOND;

/** An aggregate that has been due for so long is overdue: `respond` does not get through. */
const OVERDUE_MS = 3 * MINUTE;

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'aggregates' | 'homeQueue' | 'regionQueues'>;

/**
 * The minute's sweep. Performs nothing itself: wakes what is due, plans the watch runs of checks in trouble, closes
 * what is no longer defined, and judges whether the monitor still sees anything.
 */
export async function sweep(ctx: Ports, _input: { at: number }): Promise<{ overdue: number; woken: number }> {
  const now = ctx.clock.now();
  const open = await ctx.aggregates.listOpen();
  const due = open.filter(({ dueAt }) => dueAt !== undefined && dueAt <= now);
  for (const { key } of due) await ctx.aggregates.wake(key, now);
  for (const { key } of open) if (key.startsWith('CHECK#')) await tend(ctx, key, now);
  await watchFreshness(ctx, now);
  return { overdue: due.filter(({ dueAt }) => now - (dueAt ?? now) > OVERDUE_MS).length, woken: due.length };
}

async function tend(ctx: Ports, key: AggregateKey, now: number): Promise<void> {
  const id = key.slice('CHECK#'.length);
  if (id === MONITOR_CHECK) return;
  const check = ctx.monitor.checks.find((one) => one.id === id);
  if (check === undefined) {
    const policy = policyOf(ctx.monitor, id);
    const removed = (state: CheckState): CheckState => advanceCheck(state, { type: 'removed', at: now }, policy);
    await changeAggregate<CheckState>(ctx, key, () => calmCheck(id), removed);
    return;
  }
  if (check.cadenceMs <= WATCH_MS) return;
  const stored = await ctx.aggregates.load<CheckState>(key);
  if (stored === undefined || !isWatched(stored.state)) return;
  const first = Math.ceil(now / WATCH_MS) * WATCH_MS;
  const slots = Array.from({ length: MINUTE / WATCH_MS }, (_, i) => first + i * WATCH_MS);
  const messages = slots.map((slot) => {
    const expires = slot + WATCH_MS;
    const message = { type: 'run' as const, run: 'watch' as const, checks: [id], slot, n: 0, by: 'tick', expires };
    return { message, delaySeconds: Math.max(0, Math.ceil((slot - now) / SECOND)) };
  });
  for (const region of check.regions) await ctx.regionQueues.send(region, messages);
}

function isWatched(state: CheckState): boolean {
  return state.incident !== undefined || ['suspected', 'partial', 'down'].includes(state.verdict);
}
