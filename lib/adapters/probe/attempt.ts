import { assess } from '../../core/assess.ts';
import type { Check } from '../../core/check.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import { type Failure, isNoNews } from '../../core/failure.ts';
import type { Region } from '../../core/monitor.ts';
import type { Result } from '../../core/result.ts';
import { startDeadline } from './deadline.ts';
import { failureOf } from './probe-failure.ts';
import type { KindProbe, Means, Run } from './run.ts';
import { startStopwatch } from './stopwatch.ts';
import { newTrace } from './trace.ts';

export type AttemptOptions = {
  readonly region: Region;
  readonly timeoutMs: number;
  readonly sampled: boolean;
  readonly strike: Run['strike'];
};

/** One attempt of a check: what its kind finds, held against what is expected. Never throws. */
export async function attempt<C extends Check>(
  { check, probe }: { readonly check: ResolvedCheck<C>; readonly probe: KindProbe<C> },
  means: Means,
  { sampled, ...options }: AttemptOptions,
): Promise<Omit<Result, 'attempts'>> {
  const watch = startStopwatch();
  const trace = newTrace(sampled);
  const deadline = startDeadline(options.timeoutMs, watch);
  const run: Run = { ...options, means, watch, trace, signal: deadline.signal, seen: {}, sent: {} };
  const { id, expect } = check as ResolvedCheck<Check>;
  const known = () => ({ id, phases: watch.phases(), ...run.seen, trace: trace.id });
  try {
    const findings = await probe(check, run);
    watch.enter('judge');
    const facts = { ...findings, phases: watch.phases(), total: watch.total() };
    return { ...known(), total: facts.total, ...assess(expect, facts) };
  } catch (error) {
    const failure = afterRedirect(failureOf(error, watch.stage()), run.sent.to);
    return { ...known(), total: watch.total(), outcome: isNoNews(failure) ? 'unknown' : 'fail', failure };
  } finally {
    deadline.clear();
  }
}

/** Says where a request went that the check does not name. Without its query, which may hold a secret. */
function afterRedirect(failure: Failure, to: URL | undefined): Failure {
  if (to === undefined) return failure;
  return { ...failure, message: `${failure.message}, after a redirect to ${excerpt(to.origin + to.pathname, 100)}` };
}
