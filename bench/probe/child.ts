import { execFileSync, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process that answers one question at a time. */
export type Child = { readonly pid: number; ask<Answer>(question: unknown): Promise<Answer>; stop(): Promise<void> };

/** Starts a module of this folder in a process of its own, behind the words of `prefix`. It is over when this process is. */
export function startChild(module: string, prefix: readonly string[] = []): Child {
  const file = fileURLToPath(new URL(module, import.meta.url));
  const [execPath = '', ...words] = [...prefix, process.execPath];
  const child = fork(file, { execPath, execArgv: [...words, ...process.execArgv] });
  return {
    pid: child.pid ?? 0,
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
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

/** What stands before a command so that it runs on one core; nothing where it may run on all. */
export function pinned(core: number | undefined): readonly string[] {
  return core === undefined ? [] : ['taskset', '-c', String(core)];
}

/** Whether a process can be held on a core here. */
export function canPin(): boolean {
  return canRun(...pinned(0), 'true');
}

/** Whether a command is there and ends well. */
export function canRun(command = '', ...words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The other side: answers each question of the process that started this one, and ends with it. */
export function answer<Question>(handle: (question: Question) => unknown): void {
  process.on('message', async (question) => {
    process.send?.(await handle(question as Question));
  });
  process.once('disconnect', () => process.exit());
}
