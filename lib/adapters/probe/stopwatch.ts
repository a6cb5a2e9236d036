import { performance } from 'node:perf_hooks';
import { PHASES, type Phase } from '../../core/assertion.ts';
import type { Phases } from '../../core/result.ts';

/**
 * What an attempt is doing. Between the phases: `ready` has a request and no connection yet, `turn` waits for its turn to
 * connect, `settle` is connected and waits (for its turn to ask, and for a server that resets what it accepts), `send` begins to write the request, `sending` writes what is too long for one go, `judge`
 * looks at the answer.
 */
export type Stage = Phase | 'ready' | 'turn' | 'settle' | 'send' | 'sending' | 'judge';

/** Times the stages of one attempt. */
export type Stopwatch = {
  stage(): Stage;
  /** Ends the stage under way and starts the next one. */
  enter(stage: Stage): void;
  /** Forgets the phases so far: they are of the last hop. */
  newHop(): void;
  /** The phases that came to their end, in milliseconds with decimals. */
  phases(): Phases;
  /** Adds what a request timed on a stopwatch of its own, where an attempt has several. */
  add(phases: Phases, lag: number): void;
  /** Milliseconds since the start, without what was spent in `turn` and `settle`: those waits are ours, not the target's. */
  total(): number;
  /** Forgets all that was timed: what comes now counts from here. */
  startOver(): void;
  /** Milliseconds that the phases and the total may be too long because this process was late in seeing their ends. */
  lag(): number;
};

/** A stopwatch that starts now. `lag`: how late what is seen now may be seen, milliseconds. */
export function startStopwatch(lag: () => number = () => 0): Stopwatch {
  let startedAt = performance.now();
  let stage: Stage = 'ready';
  let since = startedAt;
  let waited = 0;
  let late = 0;
  let phases: { [P in Phase]?: number } = {};
  return {
    stage: () => stage,
    enter(next) {
      const now = performance.now();
      if (isPhase(stage)) {
        // A stage may be entered again: connecting goes on within a proxy's tunnel.
        phases[stage] = (phases[stage] ?? 0) + now - since;
        late += lag();
      }
      if (stage === 'turn' || stage === 'settle') waited += now - since;
      stage = next;
      since = now;
    },
    newHop() {
      phases = {};
      stage = 'ready';
      since = performance.now();
    },
    phases: () => phases,
    add(more, lag) {
      for (const phase of PHASES) {
        const ms = more[phase];
        if (ms !== undefined) phases[phase] = (phases[phase] ?? 0) + ms;
      }
      late += lag;
    },
    total: () => performance.now() - startedAt - waited,
    startOver() {
      phases = {};
      stage = 'ready';
      startedAt = performance.now();
      since = startedAt;
      waited = 0;
      late = 0;
    },
    lag: () => late,
  };
}

function isPhase(stage: Stage): stage is Phase {
  return (PHASES as readonly string[]).includes(stage);
}
