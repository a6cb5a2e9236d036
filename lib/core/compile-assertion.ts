import type { Assertion, Condition } from './assertion.ts';
import { withoutMemory } from './condition.ts';

/** An assertion with its names in one case and its patterns without memory, however deep in others. */
export function compileAssertion(assertion: Assertion): Assertion {
  switch (assertion.on) {
    case 'header':
      return { ...assertion, name: assertion.name.toLowerCase(), condition: conditionOf(assertion.condition) };
    case 'jsonPath':
    case 'bodyText':
    case 'fact':
      return { ...assertion, condition: conditionOf(assertion.condition) };
    case 'anyOf':
    case 'allOf':
      return { ...assertion, of: assertion.of.map(compileAssertion) };
    case 'not':
      return { ...assertion, of: compileAssertion(assertion.of) };
    default:
      return assertion;
  }
}

function conditionOf(condition: Condition): Condition {
  if (condition.is === 'matches') return { ...condition, value: withoutMemory(condition.value) };
  if (condition.is === 'capture') {
    return { ...condition, value: withoutMemory(condition.value), condition: conditionOf(condition.condition) };
  }
  return 'condition' in condition ? { ...condition, condition: conditionOf(condition.condition) } : condition;
}
