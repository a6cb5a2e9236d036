import { setImmediate } from 'node:timers/promises';
import type { Assertion } from '../../core/assertion.ts';
import { excerpt } from '../../core/condition.ts';
import type { Failure } from '../../core/failure.ts';
import type { FlowCheck, FlowContext } from '../../core/kinds/flow.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe } from '../probe/run.ts';
import { startAnswers } from './answers.ts';
import { cookiesOf } from './cookies.ts';
import { failureError, type Journey, located, startJourney } from './journey.ts';
import { currentScope, within } from './own-process.ts';
import { startRequests } from './requests.ts';
import { declaredSecrets } from './secrets.ts';
import { type Steps, startSteps } from './steps.ts';
import { carriedBy, failureOfThrown } from './thrown.ts';

/** Runs a flow's code until it returns, throws, or its time is over. Its requests end with it, whatever it left behind. */
export const probeFlow: KindProbe<FlowCheck> = async (check, run) => {
  let warning: Failure | undefined;
  const warnOf = (failure: Failure): void => {
    warning ??= failure;
    steps.mark(currentScope()?.step, 'warn');
  };
  const steps: Steps = startSteps({ run, journey: () => journey, onLeft, warn: warnOf });
  const journey: Journey = startJourney(run, steps.open);
  const answers = startAnswers(run);
  const read = declaredSecrets(check);
  const requests = startRequests({ check, journey, answers, read, cookies: cookiesOf(run) });

  /** What is thrown, and a promise that fails without anybody waiting for it, end the flow alike. */
  function failureIn(error: unknown): Failure {
    const own = carriedBy(error);
    if (own !== undefined) return own;
    // An answer that was no good, and that nobody looked at, explains more than what its reader stumbled over.
    const unasked = unaskedFor();
    if (unasked !== undefined) return unasked;
    return located(failureOfThrown(error, answers.isAny()), steps.thrownIn(error));
  }

  function unaskedFor(): Failure | undefined {
    const { failure, step } = answers.unasked() ?? {};
    if (failure !== undefined) steps.mark(step, 'fail');
    return failure;
  }

  function onLeft(error: unknown): void {
    if (!journey.isOver()) journey.end(failureIn(error));
  }

  function assertRunning(): void {
    if (journey.isOver()) throw new ProbeFailure('probe', 'the flow is over');
  }

  /** What is wrong with the flow itself ends it, whatever its code catches. */
  function lasting<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const failure = failureIn(error);
      if (failure.kind === 'probe') journey.end(failure);
      throw error;
    }
  }

  const context: FlowContext = {
    http: requests.http,
    step: steps.step,
    expect(response, ...assertions) {
      assertRunning();
      const miss = lasting(() => answers.expect(response, assertions));
      if (miss !== undefined) warnOf(miss);
    },
    fail(sentence) {
      assertRunning();
      const message = excerpt(String(sentence), 400);
      throw failureError(located({ kind: 'assertion', message }, currentScope()?.step));
    },
    warn: ((given: string | Assertion) => {
      if (typeof given === 'object' && given !== null) return { ...given, level: 'warn' };
      warnOf(located({ kind: 'assertion', message: excerpt(String(given), 400) }, currentScope()?.step));
      return undefined;
    }) as FlowContext['warn'],
    secret: (name, options = {}) => journey.hold(async () => lasting(() => read({ name, ...options }))),
    mask(value) {
      if (typeof value === 'string' && value !== '') run.strike(value);
      return value;
    },
  };

  const walk = async (): Promise<void> => {
    await check.run(context);
    // What failed and was not waited for is told only now.
    run.watch.enter('settle');
    await setImmediate();
    run.watch.enter('ready');
  };

  try {
    await Promise.race([journey.ended, within({ onLeft }, walk)]);
    const failure = unfinished(journey, steps) ?? unaskedFor() ?? unexamined(requests.sent(), steps);
    if (failure !== undefined) throw failureError(failure);
    return { ...answers.last(), ...(warning !== undefined && { warning }) };
  } catch (error) {
    throw failureError(failureIn(error));
  } finally {
    await journey.close();
    const results = steps.results();
    if (results.length > 0) run.seen.steps = results;
  }
};

/** What a flow that returned did not wait for: it says nothing of how that ended. */
function unfinished(journey: Journey, steps: Steps): Failure | undefined {
  const [leg] = journey.legs();
  const step = steps.open();
  if (leg === undefined && step === undefined) return undefined;
  const what = leg === undefined ? `step ${JSON.stringify(step)}` : leg.label();
  const message = `the flow returned while ${what} was under way: await it`;
  return { kind: 'probe', message, expected: 'a flow that waits for all that it began', actual: what };
}

function unexamined(sent: number, steps: Steps): Failure | undefined {
  if (sent > 0 || steps.results().length > 0) return undefined;
  return {
    kind: 'probe',
    message: 'the flow sent no request and had no step: it examined nothing',
    expected: 'a request',
  };
}
