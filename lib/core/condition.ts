import type { Condition } from './assertion.ts';
import { areSameItems, isSameJson } from './same-json.ts';

/** Longest text that a failure carries of what was expected and of what came, in characters. */
export const EXCERPT_LENGTH = 200;

/** Whether a value meets a condition. `undefined`: there is no such value, which only `absent` asks for. */
export function meets(condition: Condition, value: unknown): boolean {
  if (value === undefined) return condition.is === 'absent';
  switch (condition.is) {
    case 'exists':
      return true;
    case 'absent':
      return false;
    case 'equals':
      return isSameJson(condition.value, value);
    case 'oneOf':
      return condition.value.some((one) => isSameJson(one, value));
    case 'sameItems':
      return Array.isArray(value) && areSameItems(condition.value, value);
    case 'count':
      return Array.isArray(value) && meets(condition.condition, value.length);
    case 'every':
      return Array.isArray(value) && value.length > 0 && value.every((item) => meets(condition.condition, item));
    case 'some':
      return Array.isArray(value) && value.some((item) => meets(condition.condition, item));
    case 'atLeast':
      return typeof value === 'number' && value >= condition.value;
    case 'atMost':
      return typeof value === 'number' && value <= condition.value;
    case 'matches':
      // search, not test: it ignores what a `g` flag remembers from the run before.
      return isScalar(value) && String(value).search(condition.value) >= 0;
    case 'contains':
      return Array.isArray(value)
        ? value.includes(condition.value)
        : isScalar(value) && String(value).includes(condition.value);
    case 'capture': {
      const found = capture(condition, value);
      return found !== undefined && meets(condition.condition, found.value);
    }
    default:
      return condition satisfies never;
  }
}

/**
 * What a pattern's group holds of a value: a number where the condition compares with one and it is one. `value` is
 * undefined where the group took no part in the match. Undefined where nothing matches.
 */
export function capture(
  { value: pattern, group, condition }: Extract<Condition, { is: 'capture' }>,
  value: unknown,
): { readonly value: unknown } | undefined {
  const match = isScalar(value) ? withoutMemory(pattern).exec(String(value)) : null;
  if (match === null) return undefined;
  const text = typeof group === 'number' ? match[group] : match.groups?.[group];
  const isNumber = text !== undefined && text.trim() !== '' && Number.isFinite(Number(text));
  return { value: isNumber && comparesNumbers(condition) ? Number(text) : text };
}

/** The pattern without the flag `g`, which would make it remember where the last test ended. */
export function withoutMemory(pattern: RegExp): RegExp {
  return pattern.global ? new RegExp(pattern.source, pattern.flags.replace('g', '')) : pattern;
}

/** A condition in words: `at least 3`, `equal to "ok"`. */
export function describeCondition(condition: Condition): string {
  switch (condition.is) {
    case 'exists':
      return 'present';
    case 'absent':
      return 'absent';
    case 'equals':
      return excerpt(JSON.stringify(condition.value));
    case 'oneOf':
      return describeList('one of', condition.value);
    case 'sameItems':
      return excerpt(`${JSON.stringify(condition.value)} in any order`);
    case 'count':
      return `a list of ${describeCondition(condition.condition)}`;
    case 'every':
      return excerpt(`every item ${describeCondition(condition.condition)}`);
    case 'some':
      return excerpt(`an item ${describeCondition(condition.condition)}`);
    case 'atLeast':
      return `at least ${condition.value}`;
    case 'atMost':
      return `at most ${condition.value}`;
    case 'matches':
      return excerpt(`matching ${condition.value}`);
    case 'contains':
      return excerpt(`containing ${JSON.stringify(condition.value)}`);
    case 'capture':
      return excerpt(`matching ${condition.value} with ${describeCondition(condition.condition)}`);
    default:
      return condition satisfies never;
  }
}

/** A text cut to so many characters, its end marked when something is left out. Default `EXCERPT_LENGTH`. */
export function excerpt(text: string, length = EXCERPT_LENGTH): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** A value for a person: JSON, shortened; `missing` when there is none. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  try {
    return excerpt(JSON.stringify(value));
  } catch {
    // Anybody's answer may be nested deeper than the stack goes.
    return 'JSON nested too deep to show';
  }
}

/** The first values of a list, and how many more there are: `one of 1, 2, 3`. */
export function describeList(before: string, values: readonly unknown[], most = 10): string {
  const shown = values.slice(0, most).map((value) => excerpt(describeValue(value), 40));
  const more = values.length > most ? ` and ${values.length - most} more` : '';
  return excerpt(`${before} ${shown.join(', ')}${more}`);
}

/** Whether a condition asks for a number, so that digits are read as one. */
function comparesNumbers(condition: Condition): boolean {
  if (condition.is === 'atLeast' || condition.is === 'atMost') return true;
  if (condition.is === 'equals') return typeof condition.value === 'number';
  return condition.is === 'oneOf' && condition.value.every((value) => typeof value === 'number');
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
