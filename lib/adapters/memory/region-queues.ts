import type { RegionQueues } from '../../app/ports.ts';
import type { RegionMessage } from '../../core/message.ts';
import { checkedDelay } from '../delay.ts';

export type RegionSend = {
  readonly region: string;
  readonly message: RegionMessage;
  readonly delaySeconds: number;
};

export type MemoryRegionQueues = RegionQueues & {
  /** What was sent, oldest first. A harness takes from it what it delivers. */
  readonly sent: RegionSend[];
};

/** The queues of all regions as one list of what was sent. Throws a RangeError on a delay that SQS would refuse. */
export function memoryRegionQueues(): MemoryRegionQueues {
  const sent: RegionSend[] = [];
  return {
    sent,
    async send(region, messages) {
      for (const { delaySeconds } of messages) checkedDelay(delaySeconds);
      sent.push(...messages.map((one) => structuredClone({ region, ...one })));
    },
  };
}
