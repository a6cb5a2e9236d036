import { createContext, Script } from 'node:vm';

/** Longest that a pattern, or what else looks at an answer, may take over it, milliseconds: some take years over what an enemy sends. */
export const PATTERN_MS = 100;

/** What was run took longer than `PATTERN_MS`. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

type Sandbox = { run?: () => unknown };
let guard: { readonly sandbox: Sandbox; readonly script: Script } | undefined;

/**
 * What a function gives that waits for nothing. Throws a `TooSlow` where it takes too long. It costs 0.2 ms of CPU: for what
 * may be slow alone.
 */
export function inTime<T>(run: () => T): T {
  // Nothing but the virtual machine can end a pattern that is under way.
  guard ??= { sandbox: createContext({}), script: new Script('run()') };
  guard.sandbox.run = run;
  try {
    return guard.script.runInContext(guard.sandbox, { timeout: PATTERN_MS }) as T;
  } catch (error) {
    const isOver = (error as { code?: string } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw isOver ? new TooSlow(`longer than ${PATTERN_MS}ms`) : error;
  } finally {
    delete guard.sandbox.run;
  }
}
