import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import { isActive } from '../core/calendar/hours.ts';
import { MONITOR_CHECK, policyOf } from '../core/check-policy.ts';
import type { CheckState } from '../core/incident.ts';
import { sloCheck } from '../core/slo/judge-slo.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import { changeAggregate } from './change-aggregate.ts';
import { inGroups } from './in-groups.ts';
import type { Aggregate, Context } from './ports.ts';
import { watchFreshness } from './watch-freshness.ts';

/** While a check is not calm every region runs it so often. A check that is that quick by itself needs no watch runs. */
const WATCH_MS = 20 * SECOND;

/** What has been owed for so long is overdue: a receiver does not take it, or `respond` does not get through. */
const OVERDUE_MS = 5 * MINUTE;

type Ports = Pick<Context, 'monitor' | 'clock' | 'frames' | 'aggregates' | 'homeQueue' | 'regionQueues'>;

/** Most checks of one watch message. */
const CHECKS_A_MESSAGE = 20;

/** States that are loaded at the same time. */
const LOADED_TOGETHER = 25;

/**
 * The minute's sweep. Performs nothing itself: wakes what is due, plans the watch runs of checks in trouble, closes
 * what is no longer defined, and judges whether the monitor still sees anything. What fails keeps nothing else from
 * being done; the sweep throws at its end, and comes again. `overdue`: aggregates that have owed something for too long.
 */
export async function sweep(ctx: Ports, _input: { at: number }): Promise<{ overdue: number; woken: number }> {
  const now = ctx.clock.now();
  const errors: unknown[] = [];
  const guard = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => errors.push(error));
  await guard(watchFreshness(ctx, now));
  const open = await ctx.aggregates.listOpen();
  const due = open.filter(({ dueAt }) => dueAt !== undefined && dueAt <= now);
  await inGroups(LOADED_TOGETHER, due, ({ key }) => guard(ctx.aggregates.wake(key, now)));
  const states: Aggregate[] = [];
  await inGroups(LOADED_TOGETHER, open, async ({ key }) => {
    const load = async (): Promise<void> => {
      const stored = await ctx.aggregates.load(key);
      if (stored !== undefined) states.push(stored.state);
    };
    await guard(load());
  });
  const checks = states.filter((state): state is CheckState => 'check' in state && state.check !== MONITOR_CHECK);
  const defined = new Set([...ctx.monitor.checks.map(({ id }) => id), ...(ctx.monitor.slos ?? []).map(sloCheck)]);
  const isDefined = ({ check }: CheckState): boolean => defined.has(check);
  await inGroups(
    LOADED_TOGETHER,
    checks.filter((state) => !isDefined(state)),
    ({ check }) => guard(closeRemoved(ctx, check, now)),
  );
  const watched = checks.filter(isWatched).map(({ check }) => check);
  await Promise.all(ctx.monitor.regions.map(({ name }) => guard(planWatch(ctx, name, watched, now))));
  if (errors.length > 0) throw new AggregateError(errors, `the sweep did all but ${errors.length} of its parts`);
  const isOverdue = ({ owed }: Aggregate): boolean => owed.some(({ owedAt }) => now - owedAt > OVERDUE_MS);
  return { overdue: states.filter(isOverdue).length, woken: due.length };
}

async function closeRemoved(ctx: Ports, id: string, at: number): Promise<void> {
  const policy = policyOf(ctx.monitor, id);
  const removed = (state: CheckState): CheckState => advanceCheck(state, { type: 'removed', at }, policy);
  await changeAggregate<CheckState>(ctx, `CHECK#${id}`, () => calmCheck(id), removed);
}

async function planWatch(ctx: Ports, region: string, watched: readonly string[], now: number): Promise<void> {
  const all = ctx.monitor.checks.filter(
    ({ id, cadenceMs, regions }) => watched.includes(id) && cadenceMs > WATCH_MS && regions.includes(region),
  );
  const first = Math.ceil(now / WATCH_MS) * WATCH_MS;
  const slots = Array.from({ length: MINUTE / WATCH_MS }, (_, i) => first + i * WATCH_MS);
  const messages = slots.flatMap((slot) => {
    const delaySeconds = Math.max(0, Math.ceil((slot - now) / SECOND));
    const ids = all.filter(({ calendar }) => isActive(calendar, slot)).map(({ id }) => id);
    const some = Array.from({ length: Math.ceil(ids.length / CHECKS_A_MESSAGE) }, (_, i) =>
      ids.slice(i * CHECKS_A_MESSAGE, (i + 1) * CHECKS_A_MESSAGE),
    );
    return some.map((checks) => ({
      message: {
        type: 'run' as const,
        run: 'watch' as const,
        checks,
        slot,
        n: 0,
        by: 'tick',
        expires: slot + WATCH_MS,
      },
      delaySeconds,
    }));
  });
  if (messages.length > 0) await ctx.regionQueues.send(region, messages);
}

function isWatched(state: CheckState): boolean {
  return state.incident !== undefined || ['suspected', 'partial', 'down'].includes(state.verdict);
}
