import { budgetOf } from '../../compile.ts';
import { WIDEST_RULE } from '../../rule.ts';
import { CADENCES, formatSpan, parseDuration, SECOND } from '../../time.ts';
import { assertionsIn } from '../assertions-in.ts';
import { type Draft, type DraftCheck, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { show } from '../show.ts';

/** A run ends before the next one, and before the Lambda that holds it. */
export function timeouts(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => {
    const timeout = parseDuration(check.fields.timeout);
    const known = (CADENCES as readonly unknown[]).includes(check.fields.every ?? '1m');
    if (timeout === undefined || check.cadenceMs === undefined || !known) return [];
    const most = budgetOf(check.cadenceMs);
    if (timeout <= most) return [];
    const cadence = formatSpan(check.cadenceMs);
    const allowed = `at most ${formatSpan(most)} at a cadence of ${cadence} (the cadence less ${SECOND / 1000} s, never more than 25 s)`;
    return [{ at: [...check.at, 'timeout'], message: 'the timeout is too long', allowed, fix: 'shorten it' }];
  });
}

/** `failWhen` and `recoverWhen`: 1 ≤ hits ≤ of ≤ 20. */
export function rules(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => [...ruleOf(check, 'failWhen'), ...ruleOf(check, 'recoverWhen')]);
}

/** A warning comes before the failure. */
export function latencyWarnings(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap(assertionsIn).flatMap(({ at, fields }) => {
    const [below, warn] = [parseDuration(fields.below), parseDuration(fields.warn)];
    if (fields.on !== 'latency' || below === undefined || warn === undefined || warn < below) return [];
    const allowed = `less than ${fields.below}`;
    return [{ at: [...at, 'warn'], message: 'warn is not below the limit', allowed, fix: 'lower it' }];
  });
}

function ruleOf({ at, fields }: DraftCheck, name: string): readonly Finding[] {
  const rule = fields[name];
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return [];
  const { hits, of } = fieldsOf(rule);
  const allowed = `whole numbers, 1 ≤ hits ≤ of ≤ ${WIDEST_RULE}`;
  const finding = { at: [...at, name], got: `${show(hits)} of the last ${show(of)}`, allowed };
  if (!Number.isInteger(hits) || !Number.isInteger(of)) {
    return [
      {
        ...finding,
        message: `${name} does not say whole numbers of runs`,
        fix: 'write ofLast(3, 5) or consecutive(3)',
      },
    ];
  }
  const [least, most] = [hits as number, of as number];
  if (least < 1) return [{ ...finding, message: `${name} needs at least one run`, fix: 'use 1 or more' }];
  if (least > most)
    return [
      { ...finding, message: `${name} asks for more runs than it looks at`, fix: `write ofLast(${most}, ${least})` },
    ];
  if (most > WIDEST_RULE)
    return [{ ...finding, message: `${name} looks back too far`, fix: `use at most ${WIDEST_RULE} runs` }];
  return [];
}
