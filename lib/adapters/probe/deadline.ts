import { performance } from 'node:perf_hooks';
import { ProbeFailure } from './probe-failure.ts';
import type { Stage, Stopwatch } from './stopwatch.ts';

/** The end of an attempt's time: `signal` aborts with a failure of kind `timeout` that says what hung. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Milliseconds of the time that are left. */
  leftMs(): number;
  /** Stands still until `resume`. */
  pause(): void;
  resume(): void;
  clear(): void;
};

/** Starts the attempt's time, in milliseconds. */
export function startDeadline(timeoutMs: number, watch: Pick<Stopwatch, 'stage'>): Deadline {
  const controller = new AbortController();
  let left = timeoutMs;
  let since: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const leftMs = () => (since === undefined ? left : left - (performance.now() - since));
  const pause = () => {
    left = leftMs();
    since = undefined;
  };
  const resume = () => {
    if (isOver || since !== undefined) return;
    since = performance.now();
    timer ??= setTimeout(ring, Math.max(0, left));
  };
  // What stood still meanwhile is added when it rings: a timer moved at each pause costs more than one that rings twice.
  const ring = () => {
    timer = undefined;
    if (since === undefined) return;
    const rest = leftMs();
    if (rest > 0) timer = setTimeout(ring, rest);
    else end();
  };
  const end = () => {
    const hung = HUNG[watch.stage()];
    const message = `timed out after ${Math.round(timeoutMs)}ms ${hung}`;
    controller.abort(
      new ProbeFailure('timeout', message, { expected: `within ${Math.round(timeoutMs)}ms`, actual: hung }),
    );
  };
  const clear = () => {
    isOver = true;
    clearTimeout(timer);
  };
  resume();
  return { signal: controller.signal, leftMs, pause, resume, clear };
}

/** A promise that also ends when the signal does, with the signal's reason. */
export function untilAborted<T>(
  signal: AbortSignal,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const done = () => signal.removeEventListener('abort', onAbort);
    start(
      (value) => {
        done();
        resolve(value);
      },
      (error) => {
        done();
        reject(error);
      },
    );
  });
}

/** What hung, where an attempt's time ended in this stage. */
export function hungIn(stage: Stage): string {
  return HUNG[stage];
}

const HUNG: Readonly<Record<Stage, string>> = {
  ready: 'in dns, resolving the name',
  turn: 'in dns, resolving the name',
  dns: 'in dns, resolving the name',
  tcp: 'in tcp, connecting',
  tls: 'in tls, shaking hands',
  settle: 'in tcp, connecting',
  send: 'in firstByte, sending the request',
  sending: 'in firstByte, sending the request',
  firstByte: 'in firstByte, waiting for an answer',
  transfer: 'in transfer, reading the response',
  judge: 'in transfer, reading the response',
};
