import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';

/** What a flow's code runs within. */
export type Scope = {
  /** The step that is under way, with those around it. */
  readonly step?: string;
  /** Told of an error that nobody handles: of a promise that was left behind, or thrown by a callback. */
  readonly onLeft: (error: unknown) => void;
};

const scopes = new AsyncLocalStorage<Scope>();

/** Runs a function within a scope, and everything that it starts, however late. */
export function within<T>(scope: Scope, run: () => T): T {
  guardProcess();
  return scopes.run(scope, run);
}

/** The scope of the code that asks, if a flow runs it. */
export function currentScope(): Scope | undefined {
  return scopes.getStore();
}

type Listener = (...args: unknown[]) => void;

const EVENTS = ['unhandledRejection', 'uncaughtException'] as const;

let isGuarded = false;

/**
 * Node, and the runtime of Lambda too, ends a process for an error that nobody handles: the results of all other checks of
 * the invocation would be lost with it. So what comes from a flow goes to that flow; everything else goes where it
 * would have gone, and a flow that calls `process.exit` gets an error for it. Done at the first flow, and never undone:
 * what a flow left behind may fail at any time after it.
 */
function guardProcess(): void {
  if (isGuarded) return;
  isGuarded = true;
  const { exit } = process;
  process.exit = (code) => {
    if (scopes.getStore() === undefined) return exit.call(process, code);
    throw new Error('the flow calls process.exit, which would end all other checks with it: throw an error instead');
  };
  for (const event of EVENTS) {
    const others = process.rawListeners(event) as Listener[];
    process.removeAllListeners(event);
    process.on(event, (...args: unknown[]) => {
      const scope = scopes.getStore();
      if (scope !== undefined) scope.onLeft(args[0]);
      else if (others.length > 0) for (const listener of others) listener.apply(process, args);
      else endProcess(args[0]);
    });
  }
}

/** As Node does where nobody listens. */
function endProcess(error: unknown): never {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
}
