import { DAY, HOUR, MINUTE } from '../time.ts';
import type { Calendar, Day, Hours, WallTime } from './calendar.ts';
import { DAYS } from './calendar.ts';
import { nextOf, previousOf } from './cron.ts';

/** More than any clock is changed by at once: two hours, at Troll. */
const MOST_CHANGED_MS = 3 * HOUR;

const MINUTES_OF_DAY = 24 * 60;

/** One time of hours, [from, to), and when the next one begins. Milliseconds since 1970. */
type Span = { readonly from: number; readonly to: number; readonly next: number };

/** A back-test asks millions of times in order: the answer stands until the next beginning. */
const latest = new WeakMap<Hours, Span>();

/** Hours from a time of day to another, on these days; to the next day where the end is not after the beginning. */
export function hoursOf(days: readonly Day[], from: WallTime, to: WallTime, zone: string): Hours {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const isNextDay = end <= begin || end === 24 * 60;
  const endDays = isNextDay ? days.map(dayAfter) : days;
  return { begins: cronAt(begin, days, zone), ends: cronAt(end % (24 * 60), endDays, zone) };
}

/** The last time of hours that began by `at`, milliseconds since 1970; undefined when none ever did. */
export function spanAt(hours: Hours, at: number): Pick<Span, 'from' | 'to'> | undefined {
  const known = latest.get(hours);
  if (known !== undefined && at >= known.from && at < known.next) return known;
  const [from] = previousOf(hours.begins, at, 1);
  if (from === undefined) return undefined;
  const lasts = minutesBetween(hours) * MINUTE;
  // The clock may leave out all of it: then it ends where it begins. A whole day begins where the one before ends.
  const end = nextOf(hours.ends, lasts === DAY ? from + 1 : from) ?? Number.POSITIVE_INFINITY;
  // It may leave out the end alone, up to midnight, as in Nuuk: the next one is of another day, or of another week.
  const to = end - from > lasts + MOST_CHANGED_MS ? from + lasts : end;
  const next = nextOf(hours.begins, from + 1) ?? Number.POSITIVE_INFINITY;
  const span = { from, to, next };
  latest.set(hours, span);
  return span;
}

/** Whether a check may run at an instant. Without a calendar, and by a cron of its own, always. */
export function isActive(calendar: Calendar | undefined, at: number): boolean {
  if (calendar === undefined || 'cron' in calendar) return true;
  const span = spanAt(calendar.active, at);
  return span !== undefined && at < span.to;
}

/** From the time of day of the beginning to that of the end, as if no clock changed. */
function minutesBetween({ begins, ends }: Hours): number {
  const [begin, end] = [begins, ends].map(({ expression }) => {
    const [minute = 0, hour = 0] = expression.split(' ', 2).map(Number);
    return hour * 60 + minute;
  });
  return (((end ?? 0) - (begin ?? 0) + MINUTES_OF_DAY - 1) % MINUTES_OF_DAY) + 1;
}

function minutesOf(time: WallTime): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function cronAt(minutes: number, days: readonly Day[], zone: string) {
  const names = days.length === DAYS.length ? '*' : days.join(',');
  return { expression: `${minutes % 60} ${Math.floor(minutes / 60)} * * ${names}`, zone };
}

function dayAfter(day: Day): Day {
  return DAYS[(DAYS.indexOf(day) + 1) % DAYS.length] ?? day;
}
