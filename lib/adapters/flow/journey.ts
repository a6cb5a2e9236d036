import { excerpt } from '../../core/condition.ts';
import type { Failure } from '../../core/failure.ts';
import { hungIn } from '../probe/deadline.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import { type Stopwatch, startStopwatch } from '../probe/stopwatch.ts';

/** One request of a flow under way. */
export type Leg = {
  /** `GET https://shop.example/login`, and where a redirect led to. */
  readonly label: () => string;
  readonly step: string | undefined;
  /** The attempt as the prober of the request sees it, with clocks of its own. */
  readonly run: Run;
  /** To be called when its connection is closed, whatever came. */
  done(): void;
};

/** One run of a flow under way: what its requests, its steps and its end share. */
export type Journey = {
  readonly run: Run;
  /** Settles, by rejection, when something ends the flow that its own code must not catch. */
  readonly ended: Promise<never>;
  isOver(): boolean;
  /** Ends it for good: its requests are aborted, and what its code still waits for never comes. */
  end(failure: Failure): void;
  /**
   * A promise that the flow's code waits for. Once the flow is over it never settles: code that goes on trying would keep
   * this process busy for ever, and an error that comes late has nobody to take it.
   */
  hold<T>(working: () => Promise<T>): Promise<T>;
  leg(label: string, step: string | undefined): Leg;
  /** Requests under way, the oldest first. */
  legs(): readonly Leg[];
  /** Ends it if nothing did, and waits until its requests are closed. */
  close(): Promise<void>;
};

/** Starts a run of a flow. `openStep`: the step that is under way when its time ends without a request. */
export function startJourney(run: Run, openStep: () => string | undefined): Journey {
  const controller = new AbortController();
  const legs = new Map<Leg, Promise<void>>();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => {});
  let isOver = false;
  const finish = (reason: ProbeFailure) => {
    if (isOver) return;
    isOver = true;
    run.signal.removeEventListener('abort', onAbort);
    reject(reason);
    controller.abort(reason);
  };
  const onAbort = () => finish(failureError(timeoutOf(run, [...legs.keys()][0], openStep())));
  run.signal.addEventListener('abort', onAbort, { once: true });
  if (run.signal.aborted) onAbort();
  return {
    run,
    ended,
    isOver: () => isOver,
    end: (failure) => finish(failureError(failure)),
    hold(working) {
      if (isOver) return new Promise(() => {});
      return new Promise((resolve, reject) => {
        working().then(
          (value) => isOver || resolve(value),
          (error) => isOver || reject(error),
        );
      });
    },
    leg(name, step) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = watchOf(run, () => [...legs.keys()]);
      const sent: Run['sent'] = {};
      const leg: Leg = {
        label: () => (sent.to === undefined ? name : `${name}, after a redirect to ${shown(sent.to)}`),
        step,
        run: { ...run, watch, turn: turnOf(run, watch), signal: controller.signal, seen: {}, sent },
        done() {
          legs.delete(leg);
          run.watch.add(watch.phases(), watch.lag());
          enterOf(run, [...legs.keys()]);
          Object.assign(run.seen, leg.run.seen);
          resolve();
        },
      };
      legs.set(leg, promise);
      return leg;
    },
    legs: () => [...legs.keys()],
    async close() {
      finish(new ProbeFailure('probe', 'the flow is over'));
      await Promise.all(legs.values());
    },
  };
}

/** The error that carries a failure through a flow's code. */
export function failureError({ kind, message, ...detail }: Failure): ProbeFailure {
  return new ProbeFailure(kind, message, detail);
}

/** A failure that says in which step it came up, and at which request. */
export function located(failure: Failure, step: string | undefined, request?: string): Failure {
  const where = step === undefined ? '' : `step "${excerpt(step, 60)}": `;
  return { ...failure, message: `${where}${failure.message}${request === undefined ? '' : ` (${request})`}` };
}

/** A URL for a person, without what may hold a secret. */
export function shown(url: URL): string {
  return excerpt(url.origin + url.pathname, 100);
}

function timeoutOf({ timeoutMs }: Run, leg: Leg | undefined, openStep: string | undefined): Failure {
  const limit = `${Math.round(timeoutMs)}ms`;
  const actual = leg === undefined ? 'in code of its own, no request under way' : hungIn(leg.run.watch.stage());
  const failure = { kind: 'timeout' as const, message: `timed out after ${limit} ${actual}` };
  return located({ ...failure, expected: `within ${limit}`, actual }, leg?.step ?? openStep, leg?.label());
}

/** The clocks of one request, which move the flow's own. */
function watchOf(run: Run, legs: () => readonly Leg[]): Stopwatch {
  const own = startStopwatch(run.means.lag.now);
  return {
    ...own,
    enter(stage) {
      own.enter(stage);
      enterOf(run, legs());
    },
  };
}

/** As long as all that a flow does is wait for our own turn, its clock stands still: that is none of the target's time. */
function enterOf({ watch }: Run, legs: readonly Leg[]): void {
  const isOurs = legs.length > 0 && legs.every(({ run }) => ['turn', 'settle'].includes(run.watch.stage()));
  watch.enter(isOurs ? 'settle' : 'ready');
}

function turnOf({ turn }: Run, watch: Stopwatch): Run['turn'] {
  const wait = async (stage: 'turn' | 'settle', ours: () => Promise<void>) => {
    // It moves the flow's clock as if there were one connection; the request's own clock puts that right.
    const waiting = ours();
    watch.enter(stage);
    await waiting;
  };
  return { connect: () => wait('turn', turn.connect), ask: () => wait('settle', turn.ask) };
}
