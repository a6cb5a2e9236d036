import type { QueueDefinition, QueueOptions } from '../kinds/queue.ts';
import { carry } from './carry.ts';
import type { NumberConditions } from './conditions.ts';
import { numberFact } from './facts.ts';

/** A check of what waits in an SQS queue, and of its dead letters. `id` as with `http`. */
export function queue(id: string, options: QueueOptions): QueueDefinition {
  return carry(options, { kind: 'queue' as const, id });
}

/** Asks how many messages wait to be received. */
export function queueDepth(): NumberConditions {
  return numberFact('queue.depth');
}

/** Asks how many messages are received and not deleted yet. */
export function queueInFlight(): NumberConditions {
  return numberFact('queue.inFlight');
}

/** Asks how many messages are still delayed. */
export function queueDelayed(): NumberConditions {
  return numberFact('queue.delayed');
}

/** Asks how long the oldest message has waited, in seconds: read of CloudWatch, which costs $0.01 for 1,000 runs. */
export function queueAge(): NumberConditions {
  return numberFact('queue.age');
}

/** Asks how many messages are in the dead-letter queue. Without it a `queue` check expects none. */
export function deadLetters(): NumberConditions {
  return numberFact('queue.dead');
}
