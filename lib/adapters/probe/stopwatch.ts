import { performance } from 'node:perf_hooks';
import { PHASES, type Phase } from '../../core/assertion.ts';
import type { Phases } from '../../core/result.ts';

/**
 * What an attempt is doing. Between the phases: `ready` has a request and no connection yet, `settle` waits for a server
 * that resets what it accepts, `send` begins to write the request, `sending` writes what is too long for one go, `judge`
 * looks at the answer.
 */
export type Stage = Phase | 'ready' | 'settle' | 'send' | 'sending' | 'judge';

/** Times the stages of one attempt. */
export type Stopwatch = {
  stage(): Stage;
  /** Ends the stage under way and starts the next one. */
  enter(stage: Stage): void;
  /** Forgets the phases so far: they are of the last hop. */
  newHop(): void;
  /** The phases that came to their end, in milliseconds with decimals. */
  phases(): Phases;
  /** Milliseconds since the start, without what was spent in `settle`: that wait is ours, not the target's. */
  total(): number;
};

/** A stopwatch that starts now. */
export function startStopwatch(): Stopwatch {
  const startedAt = performance.now();
  let stage: Stage = 'ready';
  let since = startedAt;
  let settled = 0;
  let phases: { [P in Phase]?: number } = {};
  return {
    stage: () => stage,
    enter(next) {
      const now = performance.now();
      if (isPhase(stage)) phases[stage] = now - since;
      if (stage === 'settle') settled += now - since;
      stage = next;
      since = now;
    },
    newHop() {
      phases = {};
      stage = 'ready';
      since = performance.now();
    },
    phases: () => phases,
    total: () => performance.now() - startedAt - settled,
  };
}

function isPhase(stage: Stage): stage is Phase {
  return (PHASES as readonly string[]).includes(stage);
}
