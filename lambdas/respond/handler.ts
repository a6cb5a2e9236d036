import type { AggregateKey } from '../../lib/app/ports.ts';
import { respond } from '../../lib/app/respond.ts';
import { respondContext } from '../context.ts';
import { log, logError } from '../log.ts';
import { type BatchAnswer, lambda } from '../middleware.ts';
import { type StreamEvent, wokenKeys } from '../stream.ts';

/** The control table's stream, only writes that carry `wake`: performs what the aggregates owe, one after the other. */
export const handler = lambda(respondContext, async (event: StreamEvent, ctx): Promise<BatchAnswer> => {
  for (const { key, sequence } of wokenKeys(event)) {
    try {
      const { performed } = await respond(ctx, { key: key as AggregateKey });
      for (const { id, outcome } of performed) log('effect', { aggregate: key, id, ...outcome });
    } catch (error) {
      logError(error, { aggregate: key });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
});
