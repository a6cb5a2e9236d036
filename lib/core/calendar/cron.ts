import { Cron as Croner } from 'croner';
import { MINUTE, SECOND } from '../time.ts';
import type { Cron } from './calendar.ts';
import { fieldsProblem } from './cron-fields.ts';

/** Where the gaps of a cron are measured from: any instant does that lies before a whole year of it. */
const SAMPLED_FROM = Date.UTC(2026, 0, 1);
const SAMPLED = 500;

/** Parsed once for each compiled cron. */
const parsed = new WeakMap<Cron, Croner>();

/** The first instant of a cron at or after `at`; undefined when there is none. Milliseconds since 1970. */
export function nextOf(cron: Cron, at: number): number | undefined {
  // The library's "next" is after its reference, in whole seconds.
  return cronerOf(cron)
    .nextRun(new Date(Math.ceil(at / SECOND) * SECOND - SECOND))
    ?.getTime();
}

/** The newest `n` instants of a cron at or before `at`, the newest first. Milliseconds since 1970. */
export function previousOf(cron: Cron, at: number, n: number): readonly number[] {
  const reference = new Date(Math.floor(at / SECOND) * SECOND + SECOND);
  return cronerOf(cron)
    .previousRuns(n, reference)
    .map((date) => date.getTime());
}

/** The instants of a cron in [from, to). */
export function instantsBetween(cron: Cron, from: number, to: number): readonly number[] {
  const found: number[] = [];
  for (let at = nextOf(cron, from); at !== undefined && at < to; at = nextOf(cron, at + SECOND)) found.push(at);
  return found;
}

/** The shortest time between two instants of a cron, milliseconds: what its runs must end within. */
export function shortestGap(cron: Cron): number {
  return Math.max(MINUTE, Math.min(...gapsOf(cron)));
}

/** Why a text is no cron of five fields that ever comes; undefined when it is one. */
export function cronProblem(expression: string): string | undefined {
  const problem = fieldsProblem(expression);
  if (problem !== undefined) return problem;
  try {
    const next = new Croner(expression, { timezone: 'UTC', paused: true, mode: '5-part' }).nextRun(
      new Date(SAMPLED_FROM),
    );
    return next === null ? 'it never comes' : undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^CronPattern: /, '');
  }
}

/** Longest time between two instants of a cron, milliseconds. */
export function longestGap(cron: Cron): number {
  return Math.max(MINUTE, ...gapsOf(cron));
}

/** Whether a text is the name of an IANA zone: `+02:00` is an offset, which no clock change moves. */
export function isZone(zone: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}

/**
 * The instant of a local time such as `2026-12-01T22:00`: of one that comes twice the first, of one that a change of the clock
 * leaves out the one as much later.
 */
export function instantOfLocal(local: string, zone: string): number | undefined {
  return new Croner(local.length === 16 ? `${local}:00` : local, { timezone: zone, paused: true })
    .nextRun(new Date(0))
    ?.getTime();
}

function gapsOf(cron: Cron): readonly number[] {
  const runs = cronerOf(cron)
    .nextRuns(SAMPLED, new Date(SAMPLED_FROM))
    .map((date) => date.getTime());
  return runs.slice(1).map((run, i) => run - (runs[i] ?? 0));
}

function cronerOf(cron: Cron): Croner {
  const known = parsed.get(cron);
  if (known !== undefined) return known;
  const made = new Croner(cron.expression, { timezone: cron.zone, paused: true, mode: '5-part' });
  parsed.set(cron, made);
  return made;
}
