import type { Assertion } from './assertion.ts';

/** An assertion with its names in one case and its patterns without memory. */
export function compileAssertion(assertion: Assertion): Assertion {
  if (assertion.on === 'header') {
    return { ...assertion, name: assertion.name.toLowerCase(), condition: conditionOf(assertion.condition) };
  }
  if (assertion.on === 'jsonPath' || assertion.on === 'bodyText' || assertion.on === 'fact') {
    return { ...assertion, condition: conditionOf(assertion.condition) };
  }
  return assertion;
}

/** Without the flag `g`, which would make a pattern remember where the last test ended. */
function conditionOf<Condition extends { readonly is: string }>(condition: Condition): Condition {
  if (!('value' in condition) || !(condition.value instanceof RegExp) || !condition.value.global) return condition;
  return { ...condition, value: new RegExp(condition.value.source, condition.value.flags.replace('g', '')) };
}
