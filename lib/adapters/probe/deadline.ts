import { ProbeFailure } from './probe-failure.ts';
import type { Stage, Stopwatch } from './stopwatch.ts';

/** The end of an attempt's time: `signal` aborts with a failure of kind `timeout` that says what hung. */
export type Deadline = { readonly signal: AbortSignal; clear(): void };

/** Starts the attempt's time, in milliseconds. */
export function startDeadline(timeoutMs: number, watch: Pick<Stopwatch, 'stage'>): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const hung = HUNG[watch.stage()];
    const message = `timed out after ${Math.round(timeoutMs)}ms ${hung}`;
    controller.abort(
      new ProbeFailure('timeout', message, { expected: `within ${Math.round(timeoutMs)}ms`, actual: hung }),
    );
  }, timeoutMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
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

const HUNG: Readonly<Record<Stage, string>> = {
  ready: 'in dns, resolving the name',
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
