import { budgetOf } from '../../compile.ts';
import { CADENCES, formatSpan, parseDuration, SECOND } from '../../time.ts';
import { assertionsIn } from '../assertions-in.ts';
import { type Draft, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';

/** A run ends before the next one, and before the Lambda that holds it. */
export function timeouts(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => {
    const timeout = parseDuration(check.fields.timeout);
    const { every = '1m' } = check.fields;
    const known = (CADENCES as readonly unknown[]).includes(every) || fieldsOf(every).kind === 'cron';
    if (timeout === undefined || check.cadenceMs === undefined || !known) return [];
    const most = budgetOf(check.cadenceMs);
    if (timeout <= most) return [];
    const cadence = formatSpan(check.cadenceMs);
    const allowed = `at most ${formatSpan(most)} at a cadence of ${cadence} (the cadence less ${SECOND / 1000} s, never more than 25 s)`;
    return [{ at: [...check.at, 'timeout'], message: 'the timeout is too long', allowed, fix: 'shorten it' }];
  });
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
