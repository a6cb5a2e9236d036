import { awsCaller } from '../lib/adapters/aws/aws-caller.ts';
import { sqsQueues } from '../lib/adapters/sqs/queues.ts';
import type { Queues } from '../lib/app/ports.ts';
import { defaultIdentity } from './default-identity.ts';

/** Where the command line reads queues: SQS, by the shell's own credentials. */
export function openQueues(region: string): Queues {
  return sqsQueues(awsCaller(() => defaultIdentity(region)));
}
