import { logError } from './log.ts';
import type { BatchAnswer } from './middleware.ts';

/** A batch from an SQS queue, as far as it is used. */
export type SqsEvent = { readonly Records: readonly { readonly messageId: string; readonly body: string }[] };

/** Handles each message of a batch; those that threw are logged and come again, the others do not. */
export async function eachMessage<Message>(
  event: SqsEvent,
  handle: (message: Message) => Promise<void>,
): Promise<BatchAnswer> {
  const failures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records) {
    try {
      await handle(JSON.parse(body) as Message);
    } catch (error) {
      logError(error, { messageId, body: body.slice(0, 500) });
      failures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failures };
}

/** The schedule's own time, milliseconds since 1970. Throws on a text that is no instant. */
export function scheduledAt(at: string): number {
  const instant = Date.parse(at);
  if (Number.isNaN(instant)) throw new Error(`"${at}" is not an instant; the schedule sends its own time in ISO 8601`);
  return instant;
}
