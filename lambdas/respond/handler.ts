import type { AggregateKey } from '../../lib/app/ports.ts';
import { respond } from '../../lib/app/respond.ts';
import { respondContext } from '../context.ts';
import { log, logError } from '../log.ts';
import { type BatchAnswer, lambda } from '../middleware.ts';
import { type StreamEvent, wokenKeys } from '../stream.ts';

/**
 * The control table's stream, only writes that carry `wake`: performs what the aggregates owe. Aggregates do not wait for
 * each other, so that no hanging receiver holds up another check's page; each has one run, however many records it has.
 */
export const handler = lambda(respondContext, async (event: StreamEvent, ctx): Promise<BatchAnswer> => {
  const runs = wokenKeys(event).map(async ({ key, sequence }) => {
    try {
      const { performed } = await respond(ctx, { key: key as AggregateKey });
      for (const { id, outcome } of performed) log('effect', { aggregate: key, id, ...outcome });
      return [];
    } catch (error) {
      logError(error, { aggregate: key });
      return [{ itemIdentifier: sequence }];
    }
  });
  // Lambda takes the lowest: everything from there on comes again, which does no harm.
  return { batchItemFailures: (await Promise.all(runs)).flat() };
});
