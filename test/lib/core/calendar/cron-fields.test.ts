import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronProblem, isZone } from '../../../../lib/core/calendar/cron.ts';
import { fieldsProblem } from '../../../../lib/core/calendar/cron-fields.ts';

const FIELDS = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: ['jan', 'AUG', 'dec'] },
  { least: 0, most: 7, names: ['sun', 'Tue', 'sat'] },
] as const;

/** A field as this page of the documentation allows it. */
const fieldOf = ({ least, most, names }: (typeof FIELDS)[number]) => {
  const number = fc.integer({ min: least, max: most });
  const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: Math.min(most - least + 1, most === 7 ? 7 : 60) });
  const stepped = fc.tuple(fc.oneof(fc.constant('*'), range), step).map(([of, by]) => `${of}/${by}`);
  const part = fc.oneof(number.map(String), range, stepped, fc.constantFrom('*', ...names));
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','));
};

describe('the five fields of a cron', () => {
  it('that are allowed are such as the library takes', () => {
    fc.assert(
      fc.property(fc.tuple(...FIELDS.map(fieldOf)), (fields) => {
        const expression = fields.join(' ');
        expect(fieldsProblem(expression)).toBeUndefined();
        expect([undefined, 'it never comes']).toContain(cronProblem(expression));
      }),
    );
  });

  it.each([
    ['0 6 * *', 'it has 4 fields, not five'],
    ['@daily', 'it has 1 field, not five'],
    ['60 6 * * *', 'minute "60" is not 0 to 59'],
    ['0 6 0 * *', 'day of the month "0" is not 1 to 31'],
    ['0 6 * smarch *', 'month "smarch" is not 1 to 12, nor jan to dec'],
    ['0 6 * * fri-mon', 'the range "fri-mon" of the day of the week ends before it begins'],
    ['0 6 * * mon#2', '"mon#2" is no day of the week, and no range, step or list of them'],
    ['5/15 * * * *', '"5/15" has a step without a range: */15, or 5-59/15'],
    ['*/90 * * * *', 'the step "90" of the minute is not 1 to 60'],
    ['0, 6 * * *', '"" is no minute, and no range, step or list of them'],
  ])('that are wrong are said to be: %s', (expression, problem) => {
    expect(fieldsProblem(expression)).toBe(problem);
  });

  it('go on to Sunday as the last day of a week', () => {
    expect(cronProblem('0 6 * * fri-sun')).toBeUndefined();
  });
});

describe('a zone', () => {
  it('is a name of the IANA database, and no offset', () => {
    expect(['Europe/Berlin', 'UTC', 'America/Nuuk', '+02:00', '-3', '', 'Mars/Base'].map(isZone)).toEqual([
      ...Array(3).fill(true),
      ...Array(4).fill(false),
    ]);
  });
});
