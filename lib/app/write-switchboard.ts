import { boardFor, levelIn } from '../core/advance-service.ts';
import type { Effect, EffectOutcome } from '../core/effect.ts';
import { serviceOf } from '../core/service-of.ts';
import type { ServiceState } from '../core/service-state.ts';
import { parseSwitchboard } from '../core/switchboard.ts';
import { askService } from './ask-service.ts';
import type { Context } from './ports.ts';

/**
 * Writes a service's switchboard, as it stands now, to one region. Reads before it writes, because Parameter Store has
 * no compare-and-set: a higher epoch is adopted first, and a person's edit becomes that person's pin, never overwritten.
 */
export async function writeSwitchboard(
  ctx: Pick<Context, 'monitor' | 'aggregates' | 'homeQueue' | 'clock' | 'switchboards'>,
  effect: Extract<Effect, { type: 'switchboard' }>,
): Promise<EffectOutcome> {
  const { service, region } = effect;
  const text = await ctx.switchboards.read(region, service);
  const found = text === undefined ? undefined : parseSwitchboard(text);
  const now = ctx.clock.now();
  if (found?.is === 'edited') {
    await askService(ctx, service, { type: 'edited', region, board: found.board, at: now });
  } else if (found?.is === 'ours' && found.board.epoch > effect.epoch) {
    const known = await ctx.aggregates.load<ServiceState>(`SERVICE#${service}`);
    if (known !== undefined && known.state.epoch >= found.board.epoch)
      return { is: 'done', detail: 'a newer one stands' };
    await askService(ctx, service, { type: 'epoch-seen', epoch: found.board.epoch, at: now });
  }
  const stored = await ctx.aggregates.load<ServiceState>(`SERVICE#${service}`);
  if (stored === undefined) return { is: 'vetoed', reason: 'the service is gone' };
  const declared = serviceOf(ctx.monitor, service);
  const board = boardFor(stored.state, declared, region, now);
  await ctx.switchboards.write(region, service, board);
  await askService(ctx, service, { type: 'written', region, levels: levelsOf(board) });
  const levels = declared.switches.map(({ name }) => `${name} ${levelIn(stored.state, name, region, now)} %`);
  // The dashboard reads the levels out of this text.
  return { is: 'done', detail: `epoch ${stored.state.epoch} in ${region}: ${levels.join(', ')}` };
}

function levelsOf(text: string): Readonly<Record<string, number>> {
  const parsed = parseSwitchboard(text);
  if (parsed.is === 'unreadable') return {};
  return Object.fromEntries(Object.entries(parsed.board.switches).map(([name, { allow }]) => [name, allow]));
}
