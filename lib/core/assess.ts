import type { Assertion } from './assertion.ts';
import { type Answer, answerOf } from './assertions/answer.ts';
import { judgeCheck } from './assertions/check.ts';
import { judgeAllOf, judgeAnyOf } from './assertions/combined.ts';
import { judgeContract } from './assertions/contract.ts';
import { judgeJsonPath } from './assertions/json-path.ts';
import { judgeLatency } from './assertions/latency.ts';
import { judgeSize } from './assertions/size.ts';
import { judgeStatus } from './assertions/status.ts';
import { judgeValue } from './assertions/value.ts';
import type { Contracts } from './contract.ts';
import type { Facts } from './facts.ts';
import type { Failure } from './failure.ts';
import { type Judged, opposite } from './judged.ts';

/** What the expectations say of a response. */
export type Assessment =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'warn' | 'fail' | 'unknown'; readonly failure: Failure };

/**
 * Holds a response against a check's expectations. The first one missed decides; a miss of level `warn`, or of a
 * latency's `warn`, is reported only when none is missed outright. `unknown`: what may be missed by our own fault alone.
 * `contracts`: what the schemas among them were compiled to; throws a TypeError when one is not there.
 */
export function assess(expect: Iterable<Assertion>, facts: Facts, contracts: Contracts = {}): Assessment {
  const answer = answerOf(facts, contracts);
  let warning: Judged | undefined;
  let doubt: Failure | undefined;
  for (const assertion of expect) {
    const judged = judge(assertion, answer);
    if (judged.outcome === 'fail') {
      const failure = failureOf(judged);
      if (failure.kind !== 'probe') return { outcome: 'fail', failure };
      doubt ??= failure;
    }
    if (judged.outcome === 'warn' && judged.say().kind !== 'probe') warning ??= judged;
  }
  if (doubt !== undefined) return { outcome: 'unknown', failure: doubt };
  return warning === undefined ? { outcome: 'pass' } : { outcome: 'warn', failure: failureOf(warning) };
}

function judge(assertion: Assertion, answer: Answer): Judged {
  const judged = judgeOutright(assertion, answer);
  return judged.outcome === 'fail' && assertion.level === 'warn' ? { ...judged, outcome: 'warn' } : judged;
}

function judgeOutright(assertion: Assertion, answer: Answer): Judged {
  const { facts, json } = answer;
  switch (assertion.on) {
    case 'status':
      return judgeStatus(assertion, facts.status);
    case 'header':
      return judgeValue(`header ${assertion.name}`, assertion.condition, headerOf(facts, assertion.name));
    case 'bodyText':
      return judgeValue('body', assertion.condition, facts.body);
    case 'size':
      return judgeSize(assertion, facts.size);
    case 'jsonPath':
      return judgeJsonPath(assertion, json());
    case 'fact':
      return judgeValue(assertion.name, assertion.condition, facts.values?.[assertion.name]);
    case 'latency':
      return judgeLatency(assertion, facts);
    case 'check':
      return judgeCheck(assertion, facts);
    case 'anyOf':
      return judgeAnyOf(assertion.of, (one) => judge(one, answer));
    case 'allOf':
      return judgeAllOf(assertion.of, (one) => judge(one, answer));
    case 'not':
      return opposite(judge(assertion.of, answer));
    case 'jsonSchema':
    case 'openapi':
      return judgeContract(assertion, answer);
    default:
      return assertion satisfies never;
  }
}

function headerOf({ headers = {} }: Facts, name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
}

function failureOf(judged: Judged): Failure {
  const { is: _, ...failure } = judged.say();
  return failure;
}
