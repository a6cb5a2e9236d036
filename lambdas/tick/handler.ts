import type { AggregateKey } from '../../lib/app/ports.ts';
import { sweep } from '../../lib/app/sweep.ts';
import type { HomeMessage } from '../../lib/core/message.ts';
import { METRICS } from '../../lib/environment.ts';
import { tickContext } from '../context.ts';
import { emitCount, log } from '../log.ts';
import { eachMessage, type SqsEvent, scheduledAt } from '../messages.ts';
import { lambda } from '../middleware.ts';

/** The home queue: the minute's sweep, and deadlines that have come. Performs nothing: it wakes `respond`. */
export const handler = lambda(tickContext, (event: SqsEvent, ctx, { monitor }) =>
  eachMessage<HomeMessage>(event, async (message) => {
    switch (message.type) {
      case 'sweep': {
        const swept = await sweep(ctx, { at: scheduledAt(message.at) });
        log('swept', swept);
        emitCount(monitor, METRICS.effectsOverdue, swept.overdue);
        return;
      }
      case 'wake': {
        await ctx.aggregates.wake(message.key as AggregateKey, ctx.clock.now());
        return;
      }
      default:
        message satisfies never;
    }
  }),
);
