import { planMinute } from '../../lib/app/plan-minute.ts';
import { probeSlot } from '../../lib/app/probe-slot.ts';
import { shipFrame } from '../../lib/app/ship-frame.ts';
import type { RegionMessage } from '../../lib/core/message.ts';
import { METRICS } from '../../lib/environment.ts';
import { emitCount, log } from '../log.ts';
import { eachMessage, type SqsEvent, scheduledAt } from '../messages.ts';
import { lambda } from '../middleware.ts';
import { probeContext } from './context.ts';
import { logResults } from './log-results.ts';

/** A region's queue: plans the minute, probes, brings spooled frames home. */
export const handler = lambda(probeContext, (event: SqsEvent, ctx, { place: region, metricsOf: monitor }) =>
  eachMessage<RegionMessage>(event, async (message) => {
    switch (message.type) {
      case 'plan': {
        log('planned', await planMinute(ctx, { region, at: scheduledAt(message.at) }));
        return;
      }
      case 'spool': {
        const outcome = await shipFrame(ctx, { region, message });
        log('shipped', { outcome, since: message.since });
        if (outcome === 'stored') emitCount(monitor, METRICS.framesStored, 1);
        if (outcome === 'kept') emitCount(monitor, METRICS.spoolAge, (ctx.clock.now() - message.since) / 1_000);
        return;
      }
      case 'probe':
      case 'run': {
        const { outcome, results } = await probeSlot(ctx, { region, message });
        log('probed', { outcome, type: message.type, slot: message.slot, results: results.length });
        logResults(results, ctx.chance);
        if (outcome === 'stored') emitCount(monitor, METRICS.framesStored, 1);
        return;
      }
      default:
        message satisfies never;
    }
  }),
);
