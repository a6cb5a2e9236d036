import { type Draft, fieldsOf, listOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { list, nearest, show } from '../show.ts';

/** A cron names its own hours, and a maintenance checks that exist. */
export function calendars(draft: Draft): readonly Finding[] {
  const ids = draft.checks.flatMap(({ id }) => id ?? []);
  return [
    ...draft.maintenance.flatMap((window, index) => namedIn(window, ['maintenance', index], ids)),
    ...draft.checks.flatMap(({ at, fields }) => [
      ...listOf(fields.maintenance).flatMap((window, index) => ownOnly(window, [...at, 'maintenance', index])),
      ...(fieldsOf(fields.every).kind === 'cron' && fields.activeHours !== undefined
        ? [twice([...at, 'activeHours'])]
        : []),
    ]),
  ];
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
  return checks.flatMap((name: unknown, index) => {
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
}
