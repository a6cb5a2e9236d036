import { latenessMs } from '../schedule.ts';
import { MINUTE, SECOND } from '../time.ts';
import type { Calendar } from './calendar.ts';
import { nextOf, previousOf } from './cron.ts';
import { isActive, spanAt } from './hours.ts';

/** What is planned: how often, and when at all. */
export type Planned = { readonly cadenceMs: number; readonly calendar?: Calendar };

/**
 * The oldest slot that still says something of `at`: two cadences and a minute before it, of planned time. What lies outside
 * of the hours of a check does not age its results, and a cron's age by its own instants.
 */
export function oldestFresh({ cadenceMs, calendar }: Planned, at: number): number {
  const lateness = latenessMs(cadenceMs);
  if (calendar === undefined) return at - lateness;
  if ('cron' in calendar) return previousOf(calendar.cron, at - MINUTE, 2)[1] ?? at - lateness;
  const span = spanAt(calendar.active, at);
  if (span === undefined) return at - lateness;
  const since = Math.min(at, span.to) - span.from;
  if (since >= lateness) return Math.min(at, span.to) - lateness;
  const before = spanAt(calendar.active, span.from - 1);
  return before === undefined ? span.from : Math.max(before.from, before.to - (lateness - since));
}

/** Whether so much that was planned is missing between two slots that the first says nothing of the second. */
export function isBreak({ cadenceMs, calendar }: Planned, before: number, after: number): boolean {
  const isLong = after - before > latenessMs(cadenceMs);
  if (!isLong || calendar === undefined || !('cron' in calendar)) return isLong;
  return before < (previousOf(calendar.cron, after, 3)[2] ?? before);
}

/**
 * Whether a check is asked around an instant: within its hours; by a cron, where its next instant is no more than two cadences
 * after the last. What was known of it when it paused says nothing of now.
 */
export function isAsked({ cadenceMs, calendar }: Planned, at: number): boolean {
  if (calendar === undefined || !('cron' in calendar)) return isActive(calendar, at);
  const [last] = previousOf(calendar.cron, at, 1);
  const next = nextOf(calendar.cron, at + SECOND);
  return last !== undefined && next !== undefined && next - last <= 2 * cadenceMs;
}
