import type { ServiceAnswer } from '../core/advance-service.ts';
import { isActive } from '../core/calendar/hours.ts';
import type { Effect, EffectOutcome, Owed } from '../core/effect.ts';
import { BURST_GAP_MS } from '../core/judge.ts';
import type { Hold, ServiceState } from '../core/service-state.ts';
import { SECOND } from '../core/time.ts';
import { askService } from './ask-service.ts';
import type { AggregateKey, RespondContext } from './ports.ts';
import { writeSwitchboard } from './write-switchboard.ts';

/** One attempt at an effect gives up after this. */
const ATTEMPT_MS = 3 * SECOND;

/** A run of a burst is not worth running when later than this. */
const BURST_LIFE_MS = 30 * SECOND;

/** Has another aggregate carry out what it owes. */
export type CarryOut = (key: AggregateKey) => Promise<unknown>;

/** Tries an effect once. Never throws because a receiver failed: that is an outcome, and a retry. */
export async function performEffect(ctx: RespondContext, owed: Owed, carryOut: CarryOut): Promise<EffectOutcome> {
  const late = ctx.clock
    .sleep(ATTEMPT_MS)
    .then((): EffectOutcome => ({ is: 'retry', error: `no answer in ${ATTEMPT_MS} ms` }));
  try {
    return await Promise.race([act(ctx, owed.id, owed.effect, carryOut), late]);
  } catch (error) {
    return { is: 'retry', error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

async function act(ctx: RespondContext, id: string, effect: Effect, carryOut: CarryOut): Promise<EffectOutcome> {
  switch (effect.type) {
    case 'burst':
      return sendBurst(ctx, effect);
    case 'notice': {
      if (effect.channel === 'sns') {
        await ctx.topics.publish(effect.notice, id);
        return { is: 'done', detail: `${effect.notice.severity} topic` };
      }
      const channel = ctx.monitor.channels.find((one) => one.kind === 'webhook' && one.id === effect.channel);
      if (channel?.kind !== 'webhook')
        return { is: 'vetoed', reason: `webhook ${effect.channel} is no longer defined` };
      await ctx.webhooks.call(channel, effect.notice, id);
      return { is: 'done', detail: `webhook ${channel.id}` };
    }
    case 'hold': {
      const { incident, check, n, allow, reason } = effect;
      const hold: Hold = { switch: effect.switch, incident, check, n, allow, reason, at: ctx.clock.now() };
      const answer = await askService(ctx, effect.service, { type: 'hold', hold });
      return untilWritten(ctx, effect.service, answer, carryOut);
    }
    case 'release': {
      const { incident, n } = effect;
      const at = ctx.clock.now();
      const request = { type: 'release' as const, incident, n, switch: effect.switch, at };
      return untilWritten(ctx, effect.service, await askService(ctx, effect.service, request), carryOut);
    }
    case 'archive':
      await ctx.archive.append(effect.incident, effect.events, effect.summary);
      return { is: 'done', detail: `${effect.events.length} events` };
    case 'switchboard':
      return writeSwitchboard(ctx, effect);
    default:
      return effect satisfies never;
  }
}

async function sendBurst(ctx: RespondContext, effect: Extract<Effect, { type: 'burst' }>): Promise<EffectOutcome> {
  const check = ctx.monitor.checks.find(({ id }) => id === effect.check);
  if (check === undefined) return { is: 'vetoed', reason: 'the check is no longer defined' };
  const now = ctx.clock.now();
  const expires = effect.slot + BURST_LIFE_MS;
  if (now > expires) return { is: 'done', detail: 'too late to be worth running' };
  if (!isActive(check.calendar, effect.slot)) return { is: 'done', detail: 'outside of its hours' };
  const messages = Array.from({ length: effect.runs }, (_, n) => {
    const slot = effect.slot + n * BURST_GAP_MS;
    const message = {
      type: 'run' as const,
      run: 'burst' as const,
      checks: [check.id],
      slot,
      n,
      by: effect.by,
      expires,
    };
    return { message, delaySeconds: Math.max(0, Math.ceil((slot - now) / SECOND)) };
  });
  await Promise.all(check.regions.map((region) => ctx.regionQueues.send(region, messages)));
  return { is: 'done', detail: `${effect.runs} runs in ${check.regions.length} regions` };
}

/**
 * A switch is set when its switchboards are written, not when that was decided: the service carries out at once what it
 * owes, and what is still owed then is asked again.
 */
async function untilWritten(
  ctx: RespondContext,
  service: string,
  answer: ServiceAnswer,
  carryOut: CarryOut,
): Promise<EffectOutcome> {
  if (answer.is === 'vetoed') return answer;
  const key = `SERVICE#${service}` as const;
  await carryOut(key);
  const stored = await ctx.aggregates.load<ServiceState>(key);
  const isOwed = stored?.state.owed.some(({ attempts, id }) => !id.includes('/again-') || attempts > 0) ?? false;
  return isOwed ? { is: 'retry', error: `the switchboard of ${service} is not written yet` } : answer;
}
