import { isCalm } from '../core/advance-check.ts';
import { checkDeadlines } from '../core/deadlines.ts';
import { laneHeads, type Owed } from '../core/effect.ts';
import type { ServiceState } from '../core/service-state.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import type { Aggregate, AggregateKey, AggregateWrite, Context } from './ports.ts';

/** Attempts at a conditional write before the caller's own retry has to help. */
const ATTEMPTS = 8;

/** A deadline nearer than this is a delayed message; `tick` is the sweep behind it. */
const NEAR_MS = 15 * MINUTE;

/** How often a service with holds looks whether their incidents still stand. */
const HANDOVER_MS = 5 * MINUTE;

type Ports = Pick<Context, 'aggregates' | 'homeQueue' | 'clock'>;

/**
 * Reads an aggregate, lets `change` decide, and writes the decision once; on a conflict it decides again on what is
 * there then. `change` returns the same object to leave it. Throws when somebody else wins every time.
 */
export async function changeAggregate<State extends Aggregate>(
  ctx: Ports,
  key: AggregateKey,
  empty: () => State,
  change: (state: State) => State,
  options: { readonly quiet?: boolean } = {},
): Promise<{ before: State; after: State }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const stored = await ctx.aggregates.load<State>(key);
    const before = stored?.state ?? empty();
    const after = change(before);
    if (after === before) return { before, after };
    const wake = options.quiet !== true && owesMore(before.owed, after.owed);
    const write = writeOf(key, after, stored?.version ?? 0, ctx.clock.now(), wake);
    if ((await ctx.aggregates.save(write)) === 'saved') {
      if (options.quiet !== true) await remind(ctx, key, write.dueAt);
      return { before, after };
    }
  }
  throw new Error(`${key}: lost ${ATTEMPTS} conditional writes in a row`);
}

/** The write of a state: whether it stands in the index of what is open, and when it is due. */
export function writeOf<State extends Aggregate>(
  key: AggregateKey,
  state: State,
  version: number,
  now: number,
  wake: boolean,
): AggregateWrite<State> {
  const dueAt = dueOf(state, now);
  const open =
    dueAt !== undefined || ('check' in state ? !isCalm(state) : state.holds.length > 0 || state.pins.length > 0);
  return { key, state, version, wake, open, ...(dueAt === undefined ? {} : { dueAt }) };
}

/** Asks to be woken at a near deadline. Best effort: when it fails, the minute's tick finds the aggregate due. */
export async function remind(ctx: Ports, key: AggregateKey, dueAt: number | undefined): Promise<void> {
  if (dueAt === undefined) return;
  const wait = dueAt - ctx.clock.now();
  if (wait <= 0 || wait > NEAR_MS) return;
  try {
    await ctx.homeQueue.send({ type: 'wake', key }, Math.ceil(wait / SECOND));
  } catch {
    // The sweep is behind it.
  }
}

function dueOf(state: Aggregate, now: number): number | undefined {
  const owed = laneHeads(state.owed).map(({ retryAt, owedAt }) => Math.max(retryAt, owedAt));
  const deadlines = 'check' in state ? checkDeadlines(state) : serviceDeadlines(state, now);
  const all = [...owed, ...deadlines];
  return all.length === 0 ? undefined : Math.min(...all);
}

function serviceDeadlines(state: ServiceState, now: number): readonly number[] {
  const pins = state.pins.flatMap(({ until }) => (until === undefined ? [] : [until]));
  return state.holds.length === 0 ? pins : [...pins, now + HANDOVER_MS];
}

function owesMore(before: readonly Owed[], after: readonly Owed[]): boolean {
  const ids = new Set(before.map(({ id }) => id));
  return after.some(({ id }) => !ids.has(id));
}
