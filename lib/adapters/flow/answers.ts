import type { Assertion } from '../../core/assertion.ts';
import type { Assessment } from '../../core/assess.ts';
import { compileAssertion } from '../../core/compile-assertion.ts';
import { excerpt } from '../../core/condition.ts';
import type { Contracts } from '../../core/contract.ts';
import type { Facts, Findings } from '../../core/facts.ts';
import type { Failure } from '../../core/failure.ts';
import { jsonPathProblem } from '../../core/json-path.ts';
import type { FlowResponse } from '../../core/kinds/flow.ts';
import { assessInTime } from '../probe/assess-in-time.ts';
import type { Run } from '../probe/run.ts';
import { failureError, located } from './journey.ts';
import { currentScope } from './own-process.ts';

/** What one request of a flow gave. `good`: what its status must be where nobody asks for it. */
type Answer = {
  readonly facts: Facts;
  readonly url: URL;
  readonly label: string;
  readonly good: Assertion;
};

/** The answers of one run of a flow. */
export type Answers = {
  take(answer: Answer): FlowResponse;
  /** Holds one against assertions. Throws the failure of a miss; gives what it warns of. */
  expect(response: unknown, assertions: readonly Assertion[]): Failure | undefined;
  isAny(): boolean;
  /** Of those whose status nobody asked for: the first one that is no good one. */
  unasked(): { readonly failure: Failure; readonly step: string | undefined } | undefined;
  /** What the newest one gave. */
  last(): Findings;
};

type Known = Answer & { readonly step: string | undefined; isAsked: boolean };

/** No answer yet. The status of the one that decides is kept as `seen`. */
export function startAnswers({ seen, means }: Pick<Run, 'seen' | 'means'>): Answers {
  const known = new WeakMap<object, Known>();
  const unasked = new Set<Known>();
  let last: Findings | undefined;

  const ask = (answer: Known): void => {
    answer.isAsked = true;
    unasked.delete(answer);
  };

  function miss(answer: Known, assertions: readonly Assertion[]): Assessment {
    const assessment = assessed(assertions, answer.facts, means.contracts);
    if (assessment.outcome === 'pass') return assessment;
    if (answer.facts.status !== undefined) seen.status = answer.facts.status;
    const failure = located(assessment.failure, currentScope()?.step ?? answer.step, answer.label);
    return { ...assessment, failure };
  }

  return {
    take(given) {
      const answer: Known = { ...given, step: currentScope()?.step, isAsked: false };
      const { facts } = given;
      const { phases: _, total: __, lag: ___, ...findings } = facts;
      last = findings;
      unasked.add(answer);
      const response: FlowResponse = {
        // Who looks at it judges it; an answer that nobody looked at must be a good one.
        get status() {
          ask(answer);
          return facts.status ?? 0;
        },
        headers: facts.headers ?? {},
        text: facts.body ?? '',
        json: <T>() => parse(answer) as T,
        size: facts.size ?? 0,
        values: facts.values ?? {},
        phases: facts.phases,
        total: facts.total,
        url: given.url.href,
      };
      known.set(response, answer);
      return response;
    },
    expect(response, assertions) {
      const answer = typeof response === 'object' && response !== null ? known.get(response) : undefined;
      const flaw = answer === undefined ? 'no answer of this flow' : flawOf(assertions);
      if (answer === undefined || flaw !== undefined) throw failureError(misuse(flaw ?? ''));
      const isImplied = !answer.isAsked && !holds(assertions, isStatus);
      ask(answer);
      const assessment = miss(answer, isImplied ? [answer.good, ...assertions] : assertions);
      if (assessment.outcome === 'pass') return undefined;
      if (assessment.outcome === 'warn') return assessment.failure;
      throw failureError(assessment.failure);
    },
    isAny: () => last !== undefined,
    unasked() {
      for (const answer of unasked) {
        const assessment = miss(answer, [answer.good]);
        if (assessment.outcome !== 'pass') return { failure: assessment.failure, step: answer.step };
      }
      return undefined;
    },
    last: () => last ?? {},
  };
}

/** A schema is compiled with the definition, and what stands within a function is not seen there. */
function assessed(assertions: readonly Assertion[], facts: Facts, contracts: Contracts = {}): Assessment {
  try {
    return assessInTime(assertions.map(compileAssertion), facts, contracts);
  } catch (error) {
    throw failureError(
      misuse(
        `what it cannot judge: ${error instanceof Error ? error.message : String(error)}; add it to the flow's contracts`,
      ),
    );
  }
}

/** Whether an assertion is such a one, or is made of one. */
function holds(value: unknown, isOne: (assertion: { readonly on?: unknown }) => boolean): boolean {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return false;
  return isOne(value) || Object.values(value).some((part) => holds(part, isOne));
}

const isStatus = ({ on }: { readonly on?: unknown }): boolean => on === 'status';

/** What must be asked for before the request is sent, which a flow cannot know. */
const isOfOtherKinds = ({ on }: { readonly on?: unknown }): boolean => on === 'fact';

/** What the definition's own check would have found, had the assertion stood in it. */
function flawOf(assertions: readonly unknown[]): string | undefined {
  for (const assertion of assertions) {
    const { on, query } = (assertion ?? {}) as { on?: unknown; query?: unknown };
    if (typeof on !== 'string') return 'what is no assertion, or one without its condition';
    const problem = on === 'jsonPath' ? jsonPathProblem(String(query)) : undefined;
    if (problem !== undefined) return `a JSONPath that does not parse: ${problem}`;
    if (holds(assertion, isOfOtherKinds))
      return 'a fact that a flow does not find out: ask it with a check of its kind';
  }
  return undefined;
}

function misuse(flaw: string): Failure {
  const expected = "expect(response, status(200), jsonPath('$.a').exists())";
  return { kind: 'probe', message: `expect() was given ${flaw}`, expected };
}

function parse({ facts: { body = '' }, step, label }: Known): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const actual = body.trim() === '' ? 'an empty body' : excerpt(body.trim(), 80);
    const failure = {
      kind: 'assertion' as const,
      message: `the body is not JSON: ${actual}`,
      expected: 'JSON',
      actual,
    };
    throw failureError(located(failure, currentScope()?.step ?? step, label));
  }
}
