import type { AssertionOn, Response } from '../assertion.ts';
import { describeValue, excerpt } from '../condition.ts';
import type { Facts } from '../facts.ts';
import { cannotTell, type Judged, judged } from '../judged.ts';

/** Runs a check of somebody's own. Whatever it does, it gives a judgement. */
export function judgeCheck({ sentence, holds }: AssertionOn<'check'>, facts: Facts): Judged {
  const expected = excerpt(sentence);
  const name = excerpt(sentence, 120);
  const tell = (actual: string, message: string) => () => ({ what: name, expected, actual, is: message, message });
  let said: unknown;
  try {
    said = holds(responseOf(facts));
  } catch (error) {
    const why = `threw ${thrown(error)}`;
    return cannotTell(tell(why, excerpt(`the check "${name}" ${why}`, 300)));
  }
  if (said === true) return judged(true, tell('so', `it holds that "${name}", expected that it does not`));
  if (said === false) return judged(false, tell('not so', `it does not hold that "${name}"`));
  if (typeof said === 'string') {
    const reason = said === '' ? 'for no reason that it says' : said;
    return judged(false, tell(reason, `it does not hold that "${name}": ${excerpt(reason, 160)}`));
  }
  const gave = isThenable(said)
    ? 'a promise: it must not be async'
    : `${describeSaid(said)}, not true, false or a reason`;
  return cannotTell(tell(`gave ${gave}`, `the check "${name}" gave ${gave}`));
}

/** Each check has its own: none can change what the next one sees. */
function responseOf({ status = 0, headers = {}, body = '', size = 0, values = {}, phases, total }: Facts): Response {
  return {
    status,
    headers: { ...headers },
    text: body,
    json: () => JSON.parse(body),
    size,
    values: structuredClone(values),
    phases: { ...phases },
    total,
  };
}

/** A promise that is refused must not end the process: nobody waits for it. */
function isThenable(value: unknown): boolean {
  try {
    const { then } = (value ?? {}) as { then?: unknown };
    if (typeof then !== 'function') return false;
    then.call(
      value,
      () => {},
      () => {},
    );
  } catch {
    return true;
  }
  return true;
}

function describeSaid(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'object' || typeof value === 'number' ? describeValue(value) : `a ${typeof value}`;
}

function thrown(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error);
  } catch {
    return 'what cannot be shown';
  }
}
