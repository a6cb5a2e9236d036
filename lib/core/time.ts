/** A span of time as people write it: `800ms`, `10s`, `1m`, `6h`, `7d`. */
export type Duration = `${number}ms` | `${number}s` | `${number}m` | `${number}h` | `${number}d`;

/** The cadences a check may have. Each divides a day, so slots fall on the same instants every day. */
export const CADENCES = [
  '10s',
  '15s',
  '20s',
  '30s',
  '1m',
  '2m',
  '5m',
  '10m',
  '15m',
  '30m',
  '1h',
  '6h',
  '12h',
  '24h',
] as const satisfies readonly Duration[];

/** How often a check runs in each region. */
export type Cadence = (typeof CADENCES)[number];

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Milliseconds of a duration, or undefined when the text is none (`800ms`, `10s`, `1m`, `6h`, `7d`; decimals allowed). */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const unit = match?.[2] === undefined ? undefined : UNITS[match[2]];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Milliseconds of a duration that validation has passed. Throws a RangeError on anything else. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new RangeError(`"${text}" is not a duration such as 800ms, 10s, 1m, 6h`);
  return ms;
}

/** A span for people, in its two largest units: `950ms`, `12.3s`, `4m 10s`, `2h 5m`, `3d 4h`. */
export function formatSpan(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)}ms`;
  if (ms < MINUTE) return `${(Math.round(ms / 100) / 10).toString()}s`;
  const pairs: readonly (readonly [number, string, number, string])[] = [
    [DAY, 'd', HOUR, 'h'],
    [HOUR, 'h', MINUTE, 'm'],
    [MINUTE, 'm', SECOND, 's'],
  ];
  for (const [big, bigName, small, smallName] of pairs) {
    if (ms < big) continue;
    const rest = Math.floor((ms % big) / small);
    return `${Math.floor(ms / big)}${bigName}${rest > 0 ? ` ${rest}${smallName}` : ''}`;
  }
  return `${ms}ms`;
}

/** An instant (milliseconds since 1970) as ISO 8601 in UTC, with milliseconds. */
export function formatInstant(at: number): string {
  return new Date(at).toISOString();
}
