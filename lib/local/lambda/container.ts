import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FunctionDeclaration } from '../assembly/declarations.ts';
import type { VirtualClock } from '../clock.ts';
import { LocalCloudFault } from '../fault.ts';
import type { ContainerMessage, ContainerSetup, InvokeMessage, Reach } from './container-protocol.ts';

/** How a run ended. `crash`: the container is gone. */
export type RunOutcome =
  | { readonly is: 'ok'; readonly value: unknown }
  | { readonly is: 'error'; readonly error: string }
  | { readonly is: 'crash'; readonly error: string };

/** What a container tells besides its runs. */
export type ContainerListener = {
  log(line: Extract<ContainerMessage, { type: 'log' }>): void;
  fault(fault: LocalCloudFault): void;
};

/** One container of a function: a thread that has loaded the handler and runs it once at a time. */
export type Container = {
  /** Goes along as session token, so that the endpoint knows which container calls. */
  readonly token: string;
  readonly ready: Promise<void>;
  isBusy(): boolean;
  isGone(): boolean;
  run(message: Omit<InvokeMessage, 'deadline'>): Promise<RunOutcome>;
  /** Ends the thread, also in the middle of a run. */
  end(reason: string): Promise<void>;
};

/** What all containers of a function share. */
export type ContainerOptions = {
  readonly declaration: FunctionDeclaration;
  readonly clock: VirtualClock;
  readonly reach: Reach;
  readonly environment: Readonly<Record<string, string>>;
  readonly listener: ContainerListener;
};

const isSource = import.meta.url.endsWith('.ts');
const ENTRY = new URL(isSource ? './container-entry.ts' : './container-entry.js', import.meta.url);

/** Starts a container. Its `process.env` is the function's environment and nothing else. */
export function startContainer({ declaration, clock, reach, environment, listener }: ContainerOptions): Container {
  const token = randomUUID();
  const { speed, virtualStart, realStart } = clock;
  const { folder, file, exportName, memoryMb, timeoutMs } = declaration;
  const where = `${declaration.stack}/${declaration.id}`;
  const setup: ContainerSetup = {
    file: join(folder, file),
    exportName,
    reach,
    clock: { speed, virtualStart, realStart },
  };
  const worker = new Worker(ENTRY, {
    name: declaration.name,
    env: { ...environment, AWS_SESSION_TOKEN: token },
    execArgv: [],
    workerData: setup,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const { promise: ready, resolve: nowReady, reject: neverReady } = Promise.withResolvers<void>();
  ready.catch(() => {});
  let settle: ((outcome: RunOutcome) => void) | undefined;
  let gone = false;
  const finish = (outcome: RunOutcome): void => {
    const waiting = settle;
    settle = undefined;
    waiting?.(outcome);
  };
  const crash = (error: string): void => {
    gone = true;
    neverReady(new Error(error));
    finish({ is: 'crash', error });
  };

  worker.on('message', (message: ContainerMessage) => {
    switch (message.type) {
      case 'ready':
        return nowReady();
      case 'unusable': {
        const fault = new LocalCloudFault('handler', where, `the handler does not load: ${message.error}`);
        neverReady(fault);
        return listener.fault(fault);
      }
      case 'result':
        return finish({ is: 'ok', value: message.value === undefined ? undefined : JSON.parse(message.value) });
      case 'failure':
        return finish({ is: 'error', error: message.error });
      case 'log':
        return listener.log(message);
      case 'connection': {
        const text = `a connection off the loopback that nobody declared: ${message.target}`;
        return listener.fault(new LocalCloudFault('connection', where, text));
      }
      default:
        return message satisfies never;
    }
  });
  worker.on('error', (error) => crash(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  worker.on('exit', (code) => crash(`the runtime exited with code ${code}`));

  const end = async (reason: string): Promise<void> => {
    crash(reason);
    await worker.terminate();
  };
  return {
    token,
    ready,
    isBusy: () => settle !== undefined,
    isGone: () => gone,
    end,
    async run(message) {
      if (gone) return { is: 'crash', error: 'the container was gone' };
      const outcome = new Promise<RunOutcome>((done) => {
        settle = done;
      });
      const timer = setTimeout(() => void end(`Task timed out after ${timeoutMs / 1_000} seconds`), timeoutMs);
      worker.postMessage({ ...message, deadline: Date.now() + timeoutMs } satisfies InvokeMessage);
      try {
        return await outcome;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
