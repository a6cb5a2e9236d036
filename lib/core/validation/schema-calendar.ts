import { z } from 'zod';
import { DAYS } from '../calendar/calendar.ts';
import { cronProblem, isZone } from '../calendar/cron.ts';
import { CADENCES, DAY, parseDuration } from '../time.ts';
import { fieldsOf } from './draft.ts';
import { array, type Flaw, leaf, oneOf, strict } from './schema-parts.ts';
import { list, nearest, show } from './show.ts';

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Longest maintenance, by a cron or once. */
const LONGEST_MS = 31 * DAY;

const zone = leaf((value): Flaw | undefined => {
  if (typeof value === 'string' && isZone(value)) return undefined;
  const meant = typeof value === 'string' ? nearest(value, Intl.supportedValuesOf('timeZone')) : undefined;
  const fix = meant === undefined ? "write it such as 'Europe/Berlin'" : `did you mean ${show(meant)}?`;
  return { message: 'no such time zone', allowed: "a name of the IANA database, or 'UTC'", fix };
});

const days = array(oneOf('the day', DAYS), "a list of days: ['mon', 'tue']").pipe(
  leaf((value) =>
    Array.isArray(value) && value.length === 0
      ? { message: 'no day is named', allowed: list(DAYS), fix: 'name some' }
      : undefined,
  ),
);

function timeOfDay(value: unknown, isEnd: boolean): Flaw | undefined {
  if (typeof value === 'string' && (TIME_OF_DAY.test(value) || (isEnd && value === '24:00'))) return undefined;
  const allowed = `00:00 to ${isEnd ? '24:00' : '23:59'}`;
  return { message: 'not a time of day', allowed, fix: "write it such as '08:30'" };
}

const expression = leaf((value): Flaw | undefined => {
  const problem = typeof value === 'string' ? cronProblem(value) : 'it is not a text';
  if (problem === undefined) return undefined;
  const allowed = 'five fields: minute, hour, day of the month, month, day of the week';
  return { message: `not a cron: ${problem}`, allowed, fix: "write it such as '0 6 * * mon-fri'" };
});

const cron = strict(
  { kind: z.literal('cron'), expression, zone: zone.optional() },
  "cron('0 6 * * *', { zone: 'Europe/Berlin' })",
  ['expression'],
);

const cadence = oneOf('every', CADENCES, false);

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

const maintenanceShape = strict(
  {
    kind: z.literal('maintenance', { error: () => 'maintenance({ … })' }),
    from: z.unknown().optional(),
    to: z.unknown().optional(),
    recurring: z
      .unknown()
      .superRefine((value, context) => {
        if (value === undefined) return;
        const schema =
          fieldsOf(value).kind === 'cron' ? cron : strict({ days }, "{ days: ['sun'] } or cron('0 2 1 * *')");
        for (const issue of schema.safeParse(value).error?.issues ?? []) {
          context.addIssue(issue as Parameters<typeof context.addIssue>[0]);
        }
      })
      .optional(),
    lasts: z.unknown().optional(),
    zone: zone.optional(),
    checks: z.unknown().optional(),
  },
  "maintenance({ recurring: { days: ['sun'] }, from: '02:00', to: '04:00', zone: 'UTC' })",
);

/** A time in which nobody is told. Which of its options go together is said by what it recurs by. */
export const maintenance = maintenanceShape.superRefine((value, context) => {
  for (const { at, ...params } of flawsOf(fieldsOf(value))) {
    context.addIssue({ code: 'custom', message: params.message, path: [at], params });
  }
});

type Placed = Flaw & { readonly at: string };

function flawsOf(fields: Readonly<Record<string, unknown>>): readonly Placed[] {
  const { recurring } = fields;
  if (fieldsOf(recurring).kind === 'cron') return byCron(fields);
  const lasts = strange(fields, 'lasts', 'what does not recur by a cron has a from and a to');
  const noZone =
    fields.zone === undefined
      ? [{ at: 'zone', message: 'the zone is missing', allowed: 'an IANA zone', fix: "write zone: 'UTC'" }]
      : [];
  return [...lasts, ...noZone, ...(recurring === undefined ? once(fields) : weekly(fields))];
}

function byCron(fields: Readonly<Record<string, unknown>>): readonly Placed[] {
  const why = 'with a cron, its beginnings say when and in which zone';
  const others = ['from', 'to', 'zone'].flatMap((key) => strange(fields, key, why));
  const lasts = parseDuration(fields.lasts);
  if (lasts !== undefined && lasts > 0 && lasts <= LONGEST_MS) return others;
  return [
    ...others,
    { at: 'lasts', message: 'how long it lasts is no duration', allowed: 'up to 31d', fix: "write lasts: '2h'" },
  ];
}

function weekly({ from, to }: Readonly<Record<string, unknown>>): readonly Placed[] {
  const [begin, end] = [timeOfDay(from, false), timeOfDay(to, true)];
  if (begin !== undefined) return [{ at: 'from', ...begin }];
  if (end !== undefined) return [{ at: 'to', ...end }];
  if (from !== to) return [];
  return [
    { at: 'to', message: 'it ends when it begins', allowed: 'two times', fix: "write to: '24:00' for a whole day" },
  ];
}

function once({ from, to }: Readonly<Record<string, unknown>>): readonly Placed[] {
  const wrong = (['from', 'to'] as const).filter((key) => !isLocalTime({ from, to }[key]));
  if (wrong.length > 0) {
    const [at = 'from'] = wrong;
    const fix = "write it such as '2026-12-01T22:00', or make it recurring";
    return [{ at, message: 'not a local time', allowed: 'YYYY-MM-DDTHH:MM, without a zone', fix }];
  }
  if (String(to) > String(from)) return [];
  return [{ at: 'to', message: 'it ends before it begins', allowed: `after ${String(from)}`, fix: 'exchange them' }];
}

function isLocalTime(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    LOCAL_TIME.test(value) &&
    !Number.isNaN(Date.parse(`${value}Z`)) &&
    new Date(`${value}Z`).toISOString().startsWith(value)
  );
}

function strange(fields: Readonly<Record<string, unknown>>, key: string, why: string): readonly Placed[] {
  return fields[key] === undefined
    ? []
    : [{ at: key, message: `${key} does not fit here`, allowed: why, fix: 'remove it' }];
}
