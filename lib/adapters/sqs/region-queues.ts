import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RegionQueues } from '../../app/ports.ts';
import { checkedDelay } from '../delay.ts';
import { batches } from './batches.ts';

/** The queues of the probing regions. `url` gives a region's queue. Throws when a single message was not taken. */
export function sqsRegionQueues(clients: (region: string) => SQSClient, url: (region: string) => string): RegionQueues {
  return {
    async send(region, messages) {
      const entries = messages.map(({ message, delaySeconds }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
        DelaySeconds: checkedDelay(delaySeconds),
      }));
      const failed = [];
      for (const group of batches(entries)) {
        const command = new SendMessageBatchCommand({ QueueUrl: url(region), Entries: [...group] });
        failed.push(...((await clients(region).send(command)).Failed ?? []));
      }
      if (failed.length === 0) return;
      const reasons = [...new Set(failed.map(({ Code, Message }) => `${Code}: ${Message}`))].join('; ');
      throw new Error(`${failed.length} of ${messages.length} messages not taken by ${url(region)}: ${reasons}`);
    },
  };
}
