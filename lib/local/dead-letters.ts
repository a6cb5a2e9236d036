import type { Declarations, QueueDeclaration } from './assembly/declarations.ts';
import type { Emit } from './cloud-event.ts';
import { pause } from './lambda/pause.ts';
import { engineArn, engineQueueUrl, type MessageEngine } from './services/messaging.ts';

/** How often the dead letters are counted, real milliseconds. */
const LOOK_MS = 250;

/** Tells of each message that reaches a queue of dead letters, until the cloud stops. The messages stay there. */
export async function watchDeadLetters(
  { queues, mappings }: Pick<Declarations, 'queues' | 'mappings'>,
  engine: MessageEngine,
  emit: Emit,
  stop: AbortSignal,
): Promise<void> {
  const targets = new Set([
    ...queues.map(({ redrive }) => redrive?.target),
    ...mappings.map(({ onFailure }) => onFailure),
  ]);
  const watched = queues.filter(({ arn }) => targets.has(arn));
  const told = new Set<string>();
  while (!stop.aborted && watched.length > 0) {
    await pause(LOOK_MS, stop);
    if (stop.aborted) return;
    const counts = await engine.counts();
    for (const queue of watched) {
      if ((counts.get(engineArn(queue.arn)) ?? 0) > 0) await tellNew(queue, engine, told, emit);
    }
  }
}

async function tellNew(queue: QueueDeclaration, engine: MessageEngine, told: Set<string>, emit: Emit): Promise<void> {
  const input = {
    QueueUrl: engineQueueUrl(queue.region, queue.name),
    MaxNumberOfMessages: 10,
    // Looked at and left where they are.
    VisibilityTimeout: 0,
  };
  const answer = await engine.queue(queue.region, 'ReceiveMessage', input);
  for (const { MessageId, Body } of (answer.Messages ?? []) as readonly { MessageId: string; Body: string }[]) {
    if (told.has(MessageId)) continue;
    told.add(MessageId);
    emit({ type: 'dead-letter', region: queue.region, queue: queue.name, messageId: MessageId, body: Body });
  }
}
