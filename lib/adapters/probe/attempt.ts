import { performance } from 'node:perf_hooks';
import type { Check } from '../../core/check.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import { type Failure, isNoNews } from '../../core/failure.ts';
import type { Region } from '../../core/monitor.ts';
import type { Result } from '../../core/result.ts';
import { assessInTime } from './assess-in-time.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { failureOf } from './probe-failure.ts';
import type { KindProbe, Means, Run, Turn } from './run.ts';
import type { Place } from './stage.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';
import { newTrace } from './trace.ts';

export type AttemptOptions = {
  readonly region: Region;
  readonly timeoutMs: number;
  readonly sampled: boolean;
  readonly strike: Run['strike'];
  /** Its place among the runs of its invocation. */
  readonly place: Place;
  /** When the run's own time is over, by `performance.now`. The attempt's time is never cut for its waiting. */
  readonly endsAt: number;
};

/** One attempt of a check: what its kind finds, held against what is expected. Never throws. */
export async function attempt<C extends Check>(
  { check, probe }: { readonly check: ResolvedCheck<C>; readonly probe: KindProbe<C> },
  means: Means,
  { region, timeoutMs, sampled, strike, place, endsAt }: AttemptOptions,
): Promise<Omit<Result, 'attempts'>> {
  const unwatch = means.lag.watch();
  const watch = startStopwatch(means.lag.now);
  const trace = newTrace(sampled);
  const deadline = startDeadline(timeoutMs, watch);
  const { signal } = deadline;
  const turn = turnAt(place, watch, deadline, endsAt);
  const run: Run = { means, region, timeoutMs, signal, watch, turn, trace, strike, seen: {}, sent: {} };
  const { id, expect } = check as ResolvedCheck<Check>;
  const told = (total: number, { outcome, failure }: Pick<Result, 'outcome' | 'failure'>) => {
    const result = { ...run.seen, id, outcome, total, phases: watch.phases(), trace: trace.id };
    return withLag(failure === undefined ? result : { ...result, failure }, watch);
  };
  try {
    const findings = await probe(check, run);
    watch.enter('judge');
    const total = watch.total();
    const facts = withLag({ ...findings, phases: watch.phases(), total }, watch);
    const assessment = assessInTime(expect, facts, means.contracts);
    const { warning } = findings;
    const isWarned = assessment.outcome === 'pass' && warning !== undefined;
    return told(total, isWarned ? { outcome: 'warn', failure: warning } : assessment);
  } catch (error) {
    const failure = afterRedirect(failureOf(error, watch.stage()), run.sent.to);
    return told(watch.total(), { outcome: isNoNews(failure) ? 'unknown' : 'fail', failure });
  } finally {
    deadline.clear();
    unwatch();
  }
}

/** Less than this is in no way of what a person or a baseline makes of a timing. Milliseconds. */
const LEAST_LAG_MS = 5;

function withLag<T extends object>(timed: T, watch: Stopwatch): T & { readonly lag?: number } {
  const lag = watch.lag();
  return lag < LEAST_LAG_MS ? timed : { ...timed, lag };
}

/** The turn of one attempt: it waits as long as what is left of its time still fits into the run's. */
function turnAt(place: Place, watch: Stopwatch, deadline: Deadline, endsAt: number): Turn {
  const wait = async (stage: 'turn' | 'settle', until: (mostMs: number) => Promise<void>) => {
    watch.enter(stage);
    deadline.pause();
    await until(endsAt - performance.now() - deadline.leftMs());
    deadline.resume();
  };
  return {
    connect: (work) => wait('turn', (mostMs) => place.connect(mostMs, work)),
    ask: () => wait('settle', place.ask),
  };
}

/** Says where a request went that the check does not name. Without its query, which may hold a secret. */
function afterRedirect(failure: Failure, to: URL | undefined): Failure {
  if (to === undefined) return failure;
  return { ...failure, message: `${failure.message}, after a redirect to ${excerpt(to.origin + to.pathname, 100)}` };
}
