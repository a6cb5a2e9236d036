import { formatSpan, MINUTE, parseDuration } from '../../time.ts';
import { type Draft, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';

/** So many changes can happen within the window: between two times of going down there is a cadence at least. */
export function flappings(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap(({ at, fields, cadenceMs }): readonly Finding[] => {
    const { changes, window } = fieldsOf(fields.flapping);
    const windowMs = parseDuration(window);
    if (cadenceMs === undefined || windowMs === undefined || windowMs < MINUTE || !isCount(changes)) return [];
    const least = Math.max(1, Math.floor((changes - 1) / 2)) * cadenceMs;
    if (windowMs >= least) return [];
    const message = `the window is too short for ${changes} changes at a cadence of ${formatSpan(cadenceMs)}`;
    const allowed = `${formatSpan(least)} to 24h`;
    return [{ at: [...at, 'flapping', 'window'], message, allowed, fix: 'widen it, or write flapping: false' }];
  });
}

function isCount(changes: unknown): changes is number {
  return Number.isInteger(changes) && (changes as number) >= 2 && (changes as number) <= 20;
}
