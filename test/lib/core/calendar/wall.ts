import { DAYS, type Day } from '../../../../lib/core/calendar/calendar.ts';

/** What a clock on the wall of a zone shows. `minute`: of the day. */
export type Wall = { readonly day: Day; readonly minute: number; readonly date: string };

const formats = new Map<string, Intl.DateTimeFormat>();

/** The platform's own idea of local time, which knows nothing of crons. */
export function wallOf(at: number, zone: string): Wall {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      ...{ weekday: 'short', hour: '2-digit', minute: '2-digit', year: 'numeric', month: '2-digit', day: '2-digit' },
      hourCycle: 'h23',
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.find((name) => name === parts.weekday?.toLowerCase());
  if (day === undefined) throw new Error(`no day in ${JSON.stringify(parts)}`);
  return {
    day,
    minute: Number(parts.hour) * 60 + Number(parts.minute),
    date: `${parts.year}-${parts.month}-${parts.day}`,
  };
}

/** Zones with a change of the clock of an hour, of half an hour, south of the equator, and with none. */
export const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'] as const;

/** Days around which their clocks change, in 2026 and 2027. */
export const CHANGES: readonly number[] = [
  Date.UTC(2026, 2, 8),
  Date.UTC(2026, 2, 29),
  Date.UTC(2026, 3, 5),
  Date.UTC(2026, 9, 4),
  Date.UTC(2026, 9, 25),
  Date.UTC(2026, 10, 1),
  Date.UTC(2027, 2, 28),
];
