import { z } from 'zod';
import { DAYS } from '../calendar/calendar.ts';
import { cronProblem, isZone } from '../calendar/cron.ts';
import { CADENCES, parseDuration } from '../time.ts';
import { fieldsOf } from './draft.ts';
import { array, type Flaw, leaf, oneOf, strict } from './schema-parts.ts';
import { list, nearest, show } from './show.ts';

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** The name of a zone. */
export const zone = leaf((value): Flaw | undefined => {
  if (typeof value === 'string' && isZone(value)) return undefined;
  const meant = typeof value === 'string' ? nearest(value, Intl.supportedValuesOf('timeZone')) : undefined;
  const fix = meant === undefined ? "write it such as 'Europe/Berlin'" : `did you mean ${show(meant)}?`;
  return { message: 'no such time zone', allowed: "a name of the IANA database, or 'UTC'", fix };
});

/** Days of the week, each once. */
export const days = array(oneOf('the day', DAYS), "a list of days: ['mon', 'tue']").pipe(
  leaf((value): Flaw | undefined => {
    if (!Array.isArray(value)) return undefined;
    if (value.length === 0) return { message: 'no day is named', allowed: list(DAYS), fix: 'name some' };
    const twice = value.find((day, i) => value.indexOf(day) < i);
    if (twice === undefined) return undefined;
    return { message: `the day ${show(twice)} stands twice`, allowed: 'each day once', fix: 'remove one of them' };
  }),
);

/** What is wrong with a time of day, or undefined. */
export function timeOfDay(value: unknown, isEnd: boolean): Flaw | undefined {
  if (typeof value === 'string' && (TIME_OF_DAY.test(value) || (isEnd && value === '24:00'))) return undefined;
  const allowed = `00:00 to ${isEnd ? '24:00' : '23:59'}`;
  return { message: 'not a time of day', allowed, fix: "write it such as '08:30'" };
}

const expression = leaf((value): Flaw | undefined => {
  const problem = typeof value === 'string' ? cronProblem(value) : 'it is not a text';
  if (problem === undefined) return undefined;
  const allowed =
    'five fields: minute, hour, day of the month, month, day of the week; *, lists, ranges and steps of them';
  return { message: `not a cron: ${problem}`, allowed, fix: "write it such as '0 6 * * mon-fri'" };
});

/** A cron with its zone. */
export const cron = strict(
  { kind: z.literal('cron'), expression, zone: zone.optional() },
  "cron('0 6 * * *', { zone: 'Europe/Berlin' })",
  ['expression'],
);

const cadence = leaf((value): Flaw | undefined => {
  if ((CADENCES as readonly unknown[]).includes(value)) return undefined;
  const same = CADENCES.find((one) => parseDuration(one) === parseDuration(value));
  const isCron = typeof value === 'string' && cronProblem(value) === undefined;
  const fix = isCron
    ? `write cron(${show(value)})`
    : same === undefined
      ? 'use one of them, or cron(…)'
      : `write '${same}'`;
  return { message: 'every is not one of the allowed values', allowed: list(CADENCES), fix };
});

/** A cadence, or a cron. */
export const every = z.unknown().superRefine((value, context) => {
  const schema = fieldsOf(value).kind === 'cron' ? cron : cadence;
  for (const issue of schema.safeParse(value).error?.issues ?? []) {
    context.addIssue(issue as Parameters<typeof context.addIssue>[0]);
  }
});

/** The hours in which a check runs. */
export const activeHours = strict(
  {
    kind: z.literal('active-hours', {
      error: () => "activeHours({ from: '08:00', to: '18:00', zone: 'Europe/Berlin' })",
    }),
    days: days.optional(),
    from: leaf((value) => timeOfDay(value, false)),
    to: leaf((value) => timeOfDay(value, true)),
    zone,
  },
  "activeHours({ from: '08:00', to: '18:00', zone: 'Europe/Berlin' })",
).superRefine((value, context) => {
  const { from, to } = fieldsOf(value);
  if (from !== to || typeof from !== 'string') return;
  const params = {
    message: 'the hours end when they begin',
    allowed: 'two times',
    fix: "write to: '24:00' for a whole day",
  };
  context.addIssue({ code: 'custom', message: params.message, path: ['to'], params });
});
