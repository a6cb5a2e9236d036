import type { Condition } from '../assertion.ts';
import { capture, describeCondition, describeValue, meets } from '../condition.ts';
import { cannotTell, type Judged, judged, MESSAGE_PART } from '../judged.ts';
import { firstDifference, showPath } from '../same-json.ts';

/** Holds a value against a condition and says of which part of it the condition was missed. */
export function judgeValue(what: string, condition: Condition, value: unknown): Judged {
  switch (condition.is) {
    case 'capture':
      return judgeCapture(what, condition, value);
    case 'count':
      return Array.isArray(value)
        ? judgeValue(`count of ${what}`, condition.condition, value.length)
        : plain(what, condition, value);
    case 'every':
      return Array.isArray(value) ? judgeEvery(what, condition.condition, value) : plain(what, condition, value);
    case 'equals':
      return judgeEquals(what, condition, value);
    default:
      return plain(what, condition, value);
  }
}

/** Holds each of several values against a condition. None at all does not meet it: nothing was looked at. */
export function judgeEvery(what: string, condition: Condition, values: readonly unknown[]): Judged {
  const missed = values.findIndex((value) => !meets(condition, value));
  const expected = `every one ${describeCondition(condition)}`;
  if (values.length === 0) return judged(false, () => ({ what, expected, actual: 'nothing' }));
  if (missed >= 0) {
    const item = `item ${missed + 1} of ${values.length} of ${what}`;
    return judgeValue(item, condition, values[missed]);
  }
  return judged(true, () => ({ what, expected, actual: describeValue(values) }));
}

function judgeCapture(what: string, condition: Extract<Condition, { is: 'capture' }>, value: unknown): Judged {
  const found = capture(condition, value);
  const { value: pattern, group } = condition;
  if (found === undefined) {
    return cannotTell(() => ({ what, expected: `matching ${pattern}`, actual: describeValue(value) }));
  }
  const name = group === 1 ? String(pattern) : `group ${group} of ${pattern}`;
  return judgeValue(`${name} in ${what}`, condition.condition, found.value);
}

/** Of what is too long to be shown whole, the first place that differs is shown. */
function judgeEquals(what: string, condition: Extract<Condition, { is: 'equals' }>, value: unknown): Judged {
  const difference = value === undefined ? undefined : firstDifference(condition.value, value);
  const isShort = [condition.value, value].every((side) => describeValue(side).length <= MESSAGE_PART);
  if (difference === undefined || difference.path.length === 0 || isShort) return plain(what, condition, value);
  const { path, expected, actual } = difference;
  return judged(false, () => ({
    what: `${what}${showPath(path)}`,
    expected: expected === undefined ? 'absent' : describeValue(expected),
    actual: describeValue(actual),
  }));
}

function plain(what: string, condition: Condition, value: unknown): Judged {
  return judged(meets(condition, value), () => ({
    what,
    expected: describeCondition(condition),
    actual: describeValue(value),
  }));
}
