import type { ActiveHoursDefinition, Hours } from '../../calendar/calendar.ts';
import { compileCalendar } from '../../calendar/compile-calendar.ts';
import { instantsBetween } from '../../calendar/cron.ts';
import { spanAt } from '../../calendar/hours.ts';
import { staggerOf } from '../../schedule.ts';
import { DAY, formatSpan } from '../../time.ts';
import { type Draft, type DraftCheck, fieldsOf, listOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { activeHours } from '../schema-calendar.ts';
import { list, nearest, show } from '../show.ts';
import { duplicates, namesIn, repeated } from './ids.ts';

/** A cron names its own hours, and a maintenance checks that exist. */
export function calendars(draft: Draft): readonly Finding[] {
  const ids = draft.checks.flatMap(({ id }) => id ?? []);
  return [
    ...repeated(draft.maintenance, ['maintenance'], 'the maintenance'),
    ...draft.maintenance.flatMap((window, index) => namedIn(window, ['maintenance', index], ids)),
    ...draft.checks.flatMap(({ at, fields }) => [
      ...repeated(listOf(fields.maintenance), [...at, 'maintenance'], 'the maintenance'),
      ...listOf(fields.maintenance).flatMap((window, index) => ownOnly(window, [...at, 'maintenance', index])),
      ...(fieldsOf(fields.every).kind === 'cron' && fields.activeHours !== undefined
        ? [twice([...at, 'activeHours'])]
        : []),
    ]),
    ...draft.checks.flatMap(neverRuns),
  ];
}

/** Every instant of the hours of a winter and of a summer month, in which clocks are changed nowhere. */
const SAMPLED = [Date.UTC(2026, 0, 5), Date.UTC(2026, 5, 1)].map((from) => ({ from, to: from + 28 * DAY }));

/** Hours that hold none of a region's instants: it would never run there, and nobody would hear of it. */
function neverRuns({ at, fields, cadenceMs, regions }: DraftCheck): readonly Finding[] {
  const { activeHours: hours, every } = fields;
  if (hours === undefined || cadenceMs === undefined || fieldsOf(every).kind === 'cron') return [];
  if (!activeHours.safeParse(hours).success) return [];
  const { active } = compileCalendar('1m', hours as ActiveHoursDefinition) as { readonly active: Hours };
  const spans = SAMPLED.flatMap(({ from, to }) => instantsBetween(active.begins, from, to)).flatMap(
    (begin) => spanAt(active, begin) ?? [],
  );
  const silent = regions.filter((region) => {
    const stagger = staggerOf({ cadenceMs, regions }, region);
    return !spans.some(({ from, to }) => Math.ceil((from - stagger) / cadenceMs) * cadenceMs + stagger < to);
  });
  if (silent.length === 0) return [];
  const message = `no run of ${list(silent)} lies in the hours`;
  const got = `every ${formatSpan(cadenceMs)}, counted from 00:00 UTC`;
  const allowed = 'hours in which each region runs';
  return [{ at: [...at, 'activeHours'], message, got, allowed, fix: 'widen them, or write every: cron(…)' }];
}

function twice(at: Path): Finding {
  const allowed = 'a cadence with activeHours, or a cron alone';
  return { at, message: 'a cron names its own hours', allowed, fix: 'put the hours into the cron' };
}

function ownOnly(window: unknown, at: Path): readonly Finding[] {
  if (fieldsOf(window).checks === undefined) return [];
  const allowed = 'on the maintenance of the monitor';
  return [{ at: [...at, 'checks'], message: 'a maintenance of one check names checks', allowed, fix: 'remove it' }];
}

function namedIn(window: unknown, at: Path, ids: readonly string[]): readonly Finding[] {
  const { checks } = fieldsOf(window);
  if (checks === undefined) return [];
  const path = [...at, 'checks'];
  if (!Array.isArray(checks) || checks.length === 0) {
    return [
      { at: path, message: 'checks is not a list of ids', allowed: list(ids), fix: 'name some, or leave it out' },
    ];
  }
  const unknown = checks.flatMap((name: unknown, index) => {
    if (typeof name === 'string' && ids.includes(name)) return [];
    const meant = typeof name === 'string' ? nearest(name, ids) : undefined;
    const fix = meant === undefined ? 'name a check of this monitor' : `did you mean ${show(meant)}?`;
    return [
      {
        at: [...path, index],
        message: 'the maintenance is about a check that does not exist',
        allowed: list(ids),
        fix,
      },
    ];
  });
  return [...unknown, ...duplicates(namesIn(checks, path), 'the check', 'remove one of them')];
}
