import { z } from 'zod';
import { DAYS } from '../calendar/calendar.ts';
import { cronProblem, instantOfLocal, isZone, longestGap } from '../calendar/cron.ts';
import { DAY, formatSpan, parseDuration } from '../time.ts';
import { fieldsOf } from './draft.ts';
import { cron, days, timeOfDay, zone } from './schema-calendar.ts';
import { type Flaw, strict } from './schema-parts.ts';
import { show } from './show.ts';

const LOCAL_TIME = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Longest maintenance, by a cron or once. */
const LONGEST_MS = 31 * DAY;

/** What recurs without a cron. */
const weeklyShape = strict({ days }, "{ days: ['sun'] } or cron('0 2 1 * *')");

const recurring = z
  .unknown()
  .superRefine((value, context) => {
    if (value === undefined) return;
    const flaw = cronFlaw(value);
    if (flaw !== undefined) {
      context.addIssue({ code: 'custom', message: flaw.message, params: flaw });
      return;
    }
    const schema = fieldsOf(value).kind === 'cron' ? cron : weeklyShape;
    for (const issue of schema.safeParse(value).error?.issues ?? []) {
      context.addIssue(issue as Parameters<typeof context.addIssue>[0]);
    }
  })
  .optional();

/** A time in which nobody is told. Which of its options go together is said by what it recurs by. */
export const maintenance = strict(
  {
    kind: z.literal('maintenance', { error: () => 'maintenance({ … })' }),
    from: z.unknown().optional(),
    to: z.unknown().optional(),
    recurring,
    lasts: z.unknown().optional(),
    zone: zone.optional(),
    checks: z.unknown().optional(),
    days: z.unknown().optional(),
  },
  "maintenance({ recurring: { days: ['sun'] }, from: '02:00', to: '04:00', zone: 'UTC' })",
  ['days'],
).superRefine((value, context) => {
  for (const { at, ...params } of flawsOf(fieldsOf(value))) {
    context.addIssue({ code: 'custom', message: params.message, path: [at], params });
  }
});

/** A cron that is written without its factory. */
function cronFlaw(value: unknown): Flaw | undefined {
  const { kind, expression } = fieldsOf(value);
  const text = typeof value === 'string' ? value : kind === 'cron' ? undefined : expression;
  if (typeof text !== 'string' || cronProblem(text) !== undefined) return undefined;
  const allowed = "{ days: ['sun'] } or cron('0 2 1 * *')";
  return { message: 'recurring is not what a factory makes', allowed, fix: `write cron(${show(text)})` };
}

type Fields = Readonly<Record<string, unknown>>;
type Placed = Flaw & { readonly at: string };

const DAYS_OUTSIDE: Placed = {
  at: 'days',
  message: 'the days stand within recurring',
  allowed: 'from, to, recurring, lasts, zone, checks',
  fix: "write recurring: { days: ['sun'] }",
};

function flawsOf(fields: Fields): readonly Placed[] {
  const { recurring } = fields;
  if (fieldsOf(recurring).kind === 'cron') return byCron(fields);
  if (fields.days !== undefined) return [DAYS_OUTSIDE];
  // What it recurs by is no form at all: the rest may fit what was meant.
  if (recurring !== undefined && fieldsOf(recurring).days === undefined) return [];
  const lasts = strange(fields, 'lasts', 'what does not recur by a cron has a from and a to');
  const noZone =
    fields.zone === undefined
      ? [{ at: 'zone', message: 'the zone is missing', allowed: 'an IANA zone', fix: "write zone: 'UTC'" }]
      : [];
  return [...lasts, ...noZone, ...(recurring === undefined ? once(fields) : weekly(fields))];
}

function byCron(fields: Fields): readonly Placed[] {
  const why = 'with a cron, its beginnings say when and in which zone';
  const others = ['from', 'to', 'zone'].flatMap((key) => strange(fields, key, why));
  return [...others, ...lastsOf(fields)];
}

function lastsOf({ lasts, recurring }: Fields): readonly Placed[] {
  const flaw = { at: 'lasts', allowed: 'more than 0, up to 31d', fix: "write lasts: '2h'" };
  const ms = parseDuration(lasts);
  if (ms === undefined) return [{ ...flaw, message: 'how long it lasts is no duration' }];
  if (ms === 0) return [{ ...flaw, message: 'it lasts no time' }];
  if (ms > LONGEST_MS)
    return [{ ...flaw, message: 'it lasts too long', fix: 'shorten it: maintenance is no way to pause a check' }];
  const { expression, zone: wanted = 'UTC' } = fieldsOf(recurring);
  if (typeof expression !== 'string' || cronProblem(expression) !== undefined) return [];
  if (typeof wanted !== 'string' || !isZone(wanted)) return [];
  const gap = longestGap({ expression, zone: wanted });
  if (ms < gap) return [];
  const allowed = `less than ${formatSpan(gap)}, the longest time between two of its beginnings`;
  return [{ at: 'lasts', message: 'the maintenance never ends', allowed, fix: 'shorten it' }];
}

function weekly({ from, to, recurring }: Fields): readonly Placed[] {
  const [begin, end] = [timeOfDay(from, false), timeOfDay(to, true)];
  const flaws = [
    ...(begin === undefined ? [] : [{ at: 'from', ...begin }]),
    ...(end === undefined ? [] : [{ at: 'to', ...end }]),
  ];
  if (flaws.length > 0) return flaws;
  const { days: named } = fieldsOf(recurring);
  if (from === '00:00' && to === '24:00' && Array.isArray(named) && DAYS.every((day) => named.includes(day))) {
    return [
      { at: 'to', message: 'the maintenance never ends', allowed: 'some of the week without', fix: 'name fewer days' },
    ];
  }
  if (from !== to) return [];
  const fix = "write to: '24:00' for a whole day";
  return [{ at: 'to', message: 'it ends when it begins', allowed: 'two times', fix }];
}

function once({ from, to, zone: wanted }: Fields): readonly Placed[] {
  const wrong = (['from', 'to'] as const).filter((key) => !isLocalTime({ from, to }[key]));
  if (wrong.length > 0) {
    const fix = "write it such as '2026-12-01T22:00', or make it recurring";
    return wrong.map((at) => {
      const message = isNoDay({ from, to }[at]) ? 'there is no such day' : 'not a local time';
      return { at, message, allowed: 'YYYY-MM-DDTHH:MM, without a zone', fix };
    });
  }
  const [begin, end] = [String(from), String(to)];
  if (end === begin) {
    return [{ at: 'to', message: 'it ends when it begins', allowed: `after ${begin}`, fix: 'let it end later' }];
  }
  if (end < begin) {
    return [{ at: 'to', message: 'it ends before it begins', allowed: `after ${begin}`, fix: 'exchange them' }];
  }
  const at = typeof wanted === 'string' && isZone(wanted) ? wanted : 'UTC';
  const [first, last] = [instantOfLocal(begin, at) ?? 0, instantOfLocal(end, at) ?? 0];
  // On the wall, so that 31 days are 31 days where the clock changes.
  if (Date.parse(`${end}Z`) - Date.parse(`${begin}Z`) > LONGEST_MS) {
    const fix = 'shorten it: maintenance is no way to pause a check';
    return [{ at: 'to', message: 'it lasts too long', allowed: `at most 31 days after ${begin}`, fix }];
  }
  if (last > first) return [];
  const fix = 'let it end later: the clock goes forward there';
  return [{ at: 'to', message: 'it ends when it begins', allowed: `a later time in ${at}`, fix }];
}

function isLocalTime(value: unknown): value is string {
  if (typeof value !== 'string' || !LOCAL_TIME.test(value)) return false;
  return !isNoDay(value);
}

/** `2026-02-30T22:00`. */
function isNoDay(value: unknown): boolean {
  if (typeof value !== 'string' || !LOCAL_TIME.test(value)) return false;
  const at = Date.parse(`${value}Z`);
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(value);
}

function strange(fields: Fields, key: string, why: string): readonly Placed[] {
  return fields[key] === undefined
    ? []
    : [{ at: key, message: `${key} does not fit here`, allowed: why, fix: 'remove it' }];
}
