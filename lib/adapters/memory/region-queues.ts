import type { RegionQueues } from '../../app/ports.ts';
import type { RegionMessage } from '../../core/message.ts';

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
      for (const { delaySeconds } of messages) {
        if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
          throw new RangeError(`delaySeconds is ${delaySeconds}; SQS takes whole seconds from 0 to 900`);
        }
      }
      sent.push(...messages.map((one) => structuredClone({ region, ...one })));
    },
  };
}
