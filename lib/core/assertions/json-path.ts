import type { AssertionOn } from '../assertion.ts';
import { describeCondition, excerpt } from '../condition.ts';
import { selectJson } from '../json-path.ts';
import { cannotTell, type Judged } from '../judged.ts';
import type { Parsed } from './answer.ts';
import { judgeEvery, judgeValue } from './value.ts';

/** Holds the nodes that a JSONPath selects against a condition. */
export function judgeJsonPath({ query, nodes, condition }: AssertionOn<'jsonPath'>, parsed: Parsed): Judged {
  const what = nodes === 'count' ? `count of ${query}` : query;
  const expected = nodes === 'every' ? `every one ${describeCondition(condition)}` : describeCondition(condition);
  if ('problem' in parsed) {
    return cannotTell(() => ({ what: 'body', expected: `JSON with ${what} ${expected}`, actual: parsed.problem }));
  }
  let values: readonly unknown[];
  try {
    values = selectJson(query, parsed.document);
  } catch (error) {
    // A document nested deeper than json-p3 descends: what came is at fault, not the query.
    const actual = excerpt(`a body that the query fails on: ${String(error)}`);
    return cannotTell(() => ({ what, expected, actual }));
  }
  if (nodes === 'count') return judgeValue(what, condition, values.length);
  return nodes === 'every' ? judgeEvery(what, condition, values) : judgeValue(what, condition, values[0]);
}
