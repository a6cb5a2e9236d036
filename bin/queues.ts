import type { Queues } from '../lib/app/ports.ts';

/** Where the command line reads queues: SQS, by the shell's own credentials. The SDK is loaded when a check needs it. */
export function openQueues(): Queues {
  let made: Promise<Queues> | undefined;
  const make = async (): Promise<Queues> => {
    const { sqsClients } = await import('../lib/adapters/aws-clients.ts');
    const { sqsQueues } = await import('../lib/adapters/sqs/queues.ts');
    return sqsQueues(sqsClients());
  };
  return {
    async read(asked, signal) {
      made ??= make();
      return (await made).read(asked, signal);
    },
  };
}
