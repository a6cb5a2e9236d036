import type { RegionQueues } from '../../app/ports.ts';
import type { AwsCaller } from '../aws/aws-caller.ts';
import { checkedDelay } from '../delay.ts';
import { batches } from './batches.ts';

type BatchAnswer = { readonly Failed?: readonly { readonly Code?: string; readonly Message?: string }[] };

/** Where a place's queue is. */
export type QueueAddress = { readonly region: string; readonly url: string };

/**
 * The queues of the probing regions, by calls of our own: the probe has no room for the SDK. Throws when a single message
 * was not taken.
 */
export function sqsRegionQueues(call: AwsCaller, addressOf: (place: string) => QueueAddress): RegionQueues {
  return {
    async send(place, messages) {
      const { region, url } = addressOf(place);
      const entries = messages.map(({ message, delaySeconds }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
        DelaySeconds: checkedDelay(delaySeconds),
      }));
      const failed = [];
      for (const group of batches(entries)) {
        const input = { QueueUrl: url, Entries: group };
        const answer = await call({ service: 'sqs', region, target: 'AmazonSQS.SendMessageBatch', input });
        failed.push(...((answer as BatchAnswer).Failed ?? []));
      }
      if (failed.length === 0) return;
      const reasons = [...new Set(failed.map(({ Code, Message }) => `${Code}: ${Message}`))].join('; ');
      throw new Error(`${failed.length} of ${messages.length} messages not taken by ${url}: ${reasons}`);
    },
  };
}
