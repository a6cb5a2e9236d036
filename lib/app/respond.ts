import { advanceCheck, calmCheck } from '../core/advance-check.ts';
import { advanceService, openService } from '../core/advance-service.ts';
import { policyOf } from '../core/check-policy.ts';
import { attemptable, type EffectOutcome, type Owed, outliving, owe, type Settled, settle } from '../core/effect.ts';
import type { CheckState } from '../core/incident.ts';
import { serviceOf } from '../core/service-of.ts';
import type { ServiceState } from '../core/service-state.ts';
import { MINUTE } from '../core/time.ts';
import { changeAggregate, remind, writeOf } from './change-aggregate.ts';
import { performEffect } from './perform-effect.ts';
import type { Aggregate, AggregateKey, Delivery, RespondContext } from './ports.ts';

/** Rounds of one wake: what an outcome demands is tried at once, so that a trip does not wait for the next minute. */
const ROUNDS = 6;

/** An attempt at an effect, as the log shows it. */
export type Performed = { readonly id: string; readonly outcome: EffectOutcome };

/** Later than any attempt that was given up on can still land. */
const AGAIN_MS = MINUTE;

type Finished = NonNullable<Settled['finished']>;

/** How the two kinds of aggregate take time and outcomes; the rest of `respond` does not tell them apart. */
type Behaviour<State extends Aggregate> = {
  empty(): State;
  onTime(state: State): Promise<(state: State) => State>;
  onFinished(finished: Finished): Promise<(state: State) => State>;
  /** An attempt failed whose effect is no longer owed: something newer has taken its place. */
  onReplaced(state: State, owed: Owed): State;
};

/**
 * Woken for an aggregate: lets time tell what it must, then tries the head of each lane once and books what became of
 * it. A crash between an act and its booking repeats the act; receivers are idempotent by the effect's id.
 */
export async function respond(
  ctx: RespondContext,
  { key }: { key: AggregateKey },
): Promise<{ performed: readonly Performed[] }> {
  if (key.startsWith('CHECK#')) return respondAs(ctx, key, checkBehaviour(ctx, key.slice('CHECK#'.length)));
  return respondAs(ctx, key, serviceBehaviour(ctx, key.slice('SERVICE#'.length)));
}

async function respondAs<State extends Aggregate>(ctx: RespondContext, key: AggregateKey, behaviour: Behaviour<State>) {
  const performed: Performed[] = [];
  const stored = await ctx.aggregates.load<State>(key);
  if (stored === undefined) return { performed };
  const timed = await behaviour.onTime(stored.state);
  const turned = await changeAggregate(ctx, key, behaviour.empty, timed, { quiet: true });
  let state = turned.after;
  for (let round = 0; round < ROUNDS; round += 1) {
    const heads = attemptable(state.owed, ctx.clock.now());
    if (heads.length === 0) break;
    const waiting = state.owed;
    const outcomes = await Promise.all(
      heads.map(async (owed) => {
        const outcome = await performEffect(ctx, owed, (other) => respond(ctx, { key: other }));
        return { owed, outcome: outliving(outcome, owed, waiting, ctx.clock.now()) };
      }),
    );
    performed.push(...outcomes.map(({ owed, outcome }) => ({ id: owed.id, outcome })));
    state = await book(ctx, key, behaviour, outcomes);
  }
  await tidy(ctx, key, performed.length > 0 || turned.after !== turned.before);
  return { performed };
}

async function book<State extends Aggregate>(
  ctx: RespondContext,
  key: AggregateKey,
  behaviour: Behaviour<State>,
  outcomes: readonly { owed: Owed; outcome: EffectOutcome }[],
): Promise<State> {
  const now = ctx.clock.now();
  const chance = ctx.chance.next();
  const steps: ((state: State) => State)[] = [];
  for (const { owed, outcome } of outcomes) {
    const { finished } = settle([owed], owed.id, outcome, now, chance);
    // The ledger first: a crash here books it again under the same id, and none is missing from a post-mortem.
    if (finished !== undefined) await ctx.deliveries.record(deliveryOf(finished, now));
    const told = finished === undefined ? undefined : await behaviour.onFinished(finished);
    steps.push((state) => {
      const settled = settle(state.owed, owed.id, outcome, now, chance);
      if (settled.owed === state.owed) return outcome.is === 'retry' ? behaviour.onReplaced(state, owed) : state;
      const next = { ...state, owed: settled.owed };
      return settled.finished === undefined || told === undefined ? next : told(next);
    });
  }
  const { after } = await changeAggregate(
    ctx,
    key,
    behaviour.empty,
    (state) => steps.reduce((sum, step) => step(sum), state),
    {
      quiet: true,
    },
  );
  return after;
}

/**
 * Takes the wake mark off and books when it is due next, unless somebody has written since. A reminder goes out only
 * where something `moved`: else each wake would breed another.
 */
async function tidy(ctx: RespondContext, key: AggregateKey, moved: boolean): Promise<void> {
  const stored = await ctx.aggregates.load(key);
  if (stored === undefined) return;
  const write = writeOf(key, stored.state, stored.version, ctx.clock.now(), false);
  if ((await ctx.aggregates.save(write)) === 'saved' && moved) await remind(ctx, key, write.dueAt);
}

function checkBehaviour(ctx: RespondContext, check: string): Behaviour<CheckState> {
  const policy = policyOf(ctx.monitor, check);
  return {
    empty: () => calmCheck(check),
    async onTime(state) {
      const at = ctx.clock.now();
      const containment = state.incident?.containment;
      const relief = containment?.is === 'contained' ? containment.relief : undefined;
      const down =
        relief !== undefined && at >= relief.deadline ? await inTrouble(ctx, relief.watching, DOWN) : undefined;
      return (now) => {
        const timed = advanceCheck(now, { type: 'time', at }, policy);
        return down === undefined ? timed : advanceCheck(timed, { type: 'relief', down, at }, policy);
      };
    },
    async onFinished({ owed, as, detail }) {
      const at = ctx.clock.now();
      const trip = owed.effect.type === 'hold' && owed.effect.reason === 'down';
      const relieved = trip ? await inTrouble(ctx, policy.contain?.relieves ?? [], [...DOWN, 'suspected']) : [];
      return (state) => advanceCheck(state, { type: 'performed', owed, as, detail, at, relieved }, policy);
    },
    onReplaced: (state) => state,
  };
}

function serviceBehaviour(ctx: RespondContext, id: string): Behaviour<ServiceState> {
  const service = serviceOf(ctx.monitor, id);
  return {
    empty: () => openService(id),
    async onTime(state) {
      const at = ctx.clock.now();
      const orphans: string[] = [];
      for (const { incident, check } of state.holds) {
        const holder = await ctx.aggregates.load<CheckState>(`CHECK#${check}`);
        const owes = holder?.state.owed.some(({ effect }) => 'incident' in effect && effect.incident === incident);
        if (holder?.state.incident?.id !== incident && owes !== true) orphans.push(incident);
      }
      return (now) => advanceService(now, { type: 'time', orphans, at }, service).state;
    },
    async onFinished({ owed, as }) {
      return (state) => (as === 'done' && owed.attempts > 0 ? oweAgain(state, owed, ctx.clock.now()) : state);
    },
    onReplaced: (state, owed) => oweAgain(state, owed, ctx.clock.now()),
  };
}

/** An attempt that seemed to fail may land later, over a newer one: then the board is written once more. */
function oweAgain(state: ServiceState, { lane, effect }: Owed, now: number): ServiceState {
  const id = `${lane}/again-${now}`;
  if (state.owed.some((one) => one.lane === lane && one.id.includes('/again-'))) return state;
  return { ...state, owed: [...state.owed, { ...owe(id, lane, effect, now), retryAt: now + AGAIN_MS }] };
}

const DOWN: readonly CheckState['verdict'][] = ['down', 'partial'];

async function inTrouble(
  ctx: RespondContext,
  checks: readonly string[],
  verdicts: readonly string[],
): Promise<readonly string[]> {
  const states = await Promise.all(checks.map((id) => ctx.aggregates.load<CheckState>(`CHECK#${id}`)));
  return states.flatMap((stored) =>
    stored !== undefined && verdicts.includes(stored.state.verdict) ? [stored.state.check] : [],
  );
}

function deliveryOf({ owed, as, detail }: Finished, at: number): Delivery {
  const { effect } = owed;
  const incident =
    effect.type === 'notice'
      ? effect.notice.incident
      : effect.type === 'switchboard'
        ? effect.incidents.at(-1)
        : 'incident' in effect
          ? effect.incident
          : undefined;
  const { id, lane, attempts, owedAt } = owed;
  const base = { id, lane, type: effect.type, outcome: as, detail, attempts: Math.max(1, attempts + 1), owedAt, at };
  return incident === undefined ? base : { ...base, incident };
}
