import type { HomeQueue } from '../../app/ports.ts';
import type { HomeMessage } from '../../core/message.ts';
import { checkedDelay } from '../delay.ts';

export type MemoryHomeQueue = HomeQueue & {
  /** What was sent, oldest first. A harness takes from it what it delivers. */
  readonly sent: { readonly message: HomeMessage; readonly delaySeconds: number }[];
};

/** The home queue as a list of what was sent. Throws a RangeError on a delay that SQS would refuse. */
export function memoryHomeQueue(): MemoryHomeQueue {
  const sent: MemoryHomeQueue['sent'] = [];
  return {
    sent,
    async send(message, delaySeconds) {
      sent.push({ message: structuredClone(message), delaySeconds: checkedDelay(delaySeconds) });
    },
  };
}
