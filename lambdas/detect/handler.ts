import { createDetectMemory, detectIncidents } from '../../lib/app/detect-incidents.ts';
import { detectContext } from '../context.ts';
import { log, logError } from '../log.ts';
import { type BatchAnswer, lambda } from '../middleware.ts';
import { type StreamEvent, wokenKeys } from '../stream.ts';

const memory = createDetectMemory();

/** The results table's stream: says which frames are new; what they say is read from the table. */
export const handler = lambda(detectContext, async (event: StreamEvent, ctx): Promise<BatchAnswer> => {
  const woken = wokenKeys(event);
  try {
    const { verdicts } = await detectIncidents(ctx, memory, { keys: woken.map(({ key }) => key) });
    for (const { check, verdict, changed } of verdicts) if (changed) log('verdict', { check, verdict });
    return { batchItemFailures: [] };
  } catch (error) {
    logError(error, { keys: woken.map(({ key }) => key) });
    // Which key failed is not known, and to look at all of them again does no harm.
    return { batchItemFailures: woken.slice(0, 1).map(({ sequence }) => ({ itemIdentifier: sequence })) };
  }
});
