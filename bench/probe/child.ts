import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process that answers one question at a time. */
export type Child = { ask<Answer>(question: unknown): Promise<Answer>; stop(): void };

/** Starts a module of this folder in a process of its own. It is over when this process is. */
export function startChild(module: string): Child {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)));
  return {
    ask: <Answer>(question: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        const onExit = (code: number | null) => reject(new Error(`${module} ended with ${code}`));
        child.once('exit', onExit);
        child.once('message', (answer) => {
          child.off('exit', onExit);
          resolve(answer as Answer);
        });
        child.send(question as object);
      }),
    stop: () => child.disconnect(),
  };
}

/** The other side: answers each question of the process that started this one, and ends with it. */
export function answer<Question>(handle: (question: Question) => unknown): void {
  process.on('message', async (question) => {
    process.send?.(await handle(question as Question));
  });
  process.once('disconnect', () => process.exit());
}
