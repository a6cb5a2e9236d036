import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { HomeQueue } from '../../app/ports.ts';
import { checkedDelay } from '../delay.ts';

/** The home queue. */
export function sqsHomeQueue(client: SQSClient, url: string): HomeQueue {
  return {
    async send(message, delaySeconds) {
      const MessageBody = JSON.stringify(message);
      await client.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody, DelaySeconds: checkedDelay(delaySeconds) }),
      );
    },
  };
}
