import type { Failure } from '../../core/failure.ts';
import { type FlowContext, MOST_STEPS, type StepLimits } from '../../core/kinds/flow.ts';
import type { StepResult } from '../../core/result.ts';
import { parseDuration } from '../../core/time.ts';
import type { Run } from '../probe/run.ts';
import { failureError, type Journey, located } from './journey.ts';
import { currentScope, type Scope, within } from './own-process.ts';

type Step = {
  readonly name: string;
  readonly from: number;
  readonly lagBefore: number;
  ms?: number;
  outcome: StepResult['outcome'];
};

/** The steps of one run of a flow, in the order in which they began. */
export type Steps = {
  step: FlowContext['step'];
  /** The innermost of those that are under way. */
  open(): string | undefined;
  /** In which step this came up, where it was thrown by one. */
  thrownIn(error: unknown): string | undefined;
  /** Marks a step, and those around it, as one that warned or failed. */
  mark(step: string | undefined, outcome: 'warn' | 'fail'): void;
  results(): readonly StepResult[];
};

export type StepsOptions = {
  readonly run: Run;
  /** Known only once there are steps. */
  readonly journey: () => Journey;
  readonly onLeft: Scope['onLeft'];
  readonly warn: (failure: Failure) => void;
};

/** Nothing yet. A step within another is named by both: `checkout / pay`. */
export function startSteps({ run, journey, onLeft, warn }: StepsOptions): Steps {
  const steps: Step[] = [];
  let thrown: { readonly error: unknown; readonly step: string } | undefined;

  async function take<T>(name: string, work: () => Promise<T> | T, limits: StepLimits): Promise<T> {
    const outer = currentScope()?.step;
    const path = outer === undefined ? name : `${outer} / ${name}`;
    const step: Step = { name: path, from: run.watch.total(), lagBefore: run.watch.lag(), outcome: 'pass' };
    if (steps.length === MOST_STEPS) throw failureError(tooMany());
    steps.push(step);
    try {
      const value = await within({ step: path, onLeft }, async () => await work());
      step.ms = run.watch.total() - step.from;
      judge(step.name, step.ms, run.watch.lag() - step.lagBefore, limits);
      return value;
    } catch (error) {
      step.ms ??= run.watch.total() - step.from;
      step.outcome = 'fail';
      if (thrown === undefined || thrown.error !== error) thrown = { error, step: path };
      throw error;
    }
  }

  /** `lag`: how much of the time may be our own lateness. What is missed by that alone is no news of the target. */
  function judge(step: string, ms: number, lag: number, { below, warn: warnAt }: StepLimits): void {
    const slow = (limit: string): Failure => {
      const [expected, actual] = [`below ${limit}`, `${ms.toFixed(1)}ms`];
      return located({ kind: 'assertion', message: `it took ${actual}, expected ${expected}`, expected, actual }, step);
    };
    const most = below === undefined ? Number.POSITIVE_INFINITY : (parseDuration(below) ?? 0);
    if (below !== undefined && ms >= most)
      throw failureError(ms - lag >= most ? slow(below) : inDoubt(slow(below), lag));
    if (warnAt !== undefined && ms - lag >= (parseDuration(warnAt) ?? 0)) {
      mark(step, 'warn');
      warn(slow(warnAt));
    }
  }

  function mark(name: string | undefined, outcome: 'warn' | 'fail'): void {
    for (const step of steps) {
      const isAround = name === step.name || name?.startsWith(`${step.name} / `);
      if (isAround && step.outcome !== 'fail') step.outcome = outcome;
    }
  }

  return {
    step: (name, work, limits = {}) =>
      journey().hold(async () => {
        const flaw = flawOf(name, work, limits);
        if (flaw === undefined) return await take(name, work, limits);
        journey().end(flaw);
        throw failureError(flaw);
      }),
    open: () => steps.findLast(({ ms }) => ms === undefined)?.name,
    thrownIn: (error) => (thrown !== undefined && thrown.error === error ? thrown.step : undefined),
    mark,
    results: () =>
      steps.map(({ name, from, ms, outcome }) =>
        // Whoever asks while it is under way cut it short.
        ms === undefined ? { name, ms: run.watch.total() - from, outcome: 'fail' } : { name, ms, outcome },
      ),
  };
}

function inDoubt({ message, ...failure }: Failure, lag: number): Failure {
  const doubt = `${message}, but up to ${lag.toFixed(1)}ms of it may be the probe's own delay`;
  return { ...failure, kind: 'probe', message: doubt };
}

function tooMany(): Failure {
  const message = `more than ${MOST_STEPS} steps in one run`;
  return { kind: 'assertion', message, expected: `at most ${MOST_STEPS} steps`, actual: 'one more' };
}

function flawOf(name: unknown, work: unknown, { below, warn }: StepLimits): Failure | undefined {
  const wrong = (message: string, expected: string): Failure => ({ kind: 'probe', message, expected });
  if (typeof name !== 'string' || name === '' || typeof work !== 'function') {
    return wrong('step() was given no name or no function', "step('sign in', async () => { … })");
  }
  const isLimit = (limit: unknown) => limit === undefined || parseDuration(limit) !== undefined;
  if (isLimit(below) && isLimit(warn)) return undefined;
  return wrong(`the limit of step ${JSON.stringify(name)} is no duration`, "{ below: '800ms', warn: '400ms' }");
}
