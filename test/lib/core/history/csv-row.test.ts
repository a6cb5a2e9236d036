import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CSV_COLUMNS, instantOf, rowReader } from '../../../../lib/core/history/csv-row.ts';
import { OUTCOMES } from '../../../../lib/core/result.ts';
import { NOON } from '../../../builders.ts';

const noon = '2026-11-22T12:00:00Z';

describe('an instant of a history', () => {
  test.each([
    [noon, 0],
    ['2026-11-22T13:00:00+01:00', 0],
    ['2026-11-22T06:30:00-0530', 0],
    ['2026-11-22 12:00:00Z', 0],
    ['2026-11-22T12:00Z', 0],
    ['2026-11-22t12:00:00.25z', 250],
    [String(NOON), 0],
  ])('%s is read', (text, after) => {
    expect(instantOf('at', text, 2)).toBe(NOON + after);
  });

  test.each([
    '',
    ' ',
    'yesterday',
    'MayZ',
    '2026-11-22',
    '2026-11-22T12:00:00',
    '2026-11-22T12:00:00 Europe/Berlin',
    '2026-11-22T25:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01T12:00:00Z',
    // Which of both is the month, nobody can know.
    '11/10/2026 12:00:00Z',
    // Seconds and microseconds are another time by a factor of a thousand.
    '1795348800',
    '1795348800000000',
    '1795348800000.5',
    '0x1a2b3c4d5e6f',
    '-1795348800000',
  ])('"%s" is refused with its line, its column and what is allowed', (text) => {
    expect(() => instantOf('from', text, 7)).toThrow(
      `line 7: from is "${text}"; allowed: 2026-11-22T12:00:00Z, or milliseconds since 1970`,
    );
  });

  test('is the same in every zone that it may be written in', () => {
    const zone = fc.record({ hours: fc.integer({ min: 0, max: 14 }), minutes: fc.constantFrom(0, 30, 45) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1e12, max: 2e12 }),
        zone,
        fc.constantFrom(1, -1),
        (at, { hours, minutes }, sign) => {
          const offset = sign * (hours * 60 + minutes) * 60_000;
          const pad = (n: number): string => String(n).padStart(2, '0');
          const written = new Date(at + offset)
            .toISOString()
            .replace('Z', `${sign < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`);
          expect(instantOf('at', written, 1)).toBe(at);
          expect(instantOf('at', String(at), 1)).toBe(at);
        },
      ),
    );
  });
});

describe('a row of a history', () => {
  test('gives the run that it was written of, whatever run it was', () => {
    const anyRun = fc.record({
      at: fc.integer({ min: 1e12, max: 2e12 }),
      check: fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/),
      region: fc.constantFrom('eu-west-1', 'us-east-1'),
      outcome: fc.constantFrom(...OUTCOMES),
      latency: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 5 }), (runs) => {
        const read = rowReader();
        for (const [i, { at, check, region, outcome, latency }] of runs.entries()) {
          const { entry, ...place } = read([String(at), check, region, outcome, String(latency)], i + 2);
          expect(place).toEqual({ check, region });
          expect(entry).toMatchObject({ slot: at, startedAt: at, endedAt: at + latency, run: 'scheduled', outcome });
          expect(entry.total).toBe(latency);
          expect(entry.reason === undefined).toBe(outcome === 'pass');
        }
      }),
    );
  });

  const row = (changes: Partial<Record<(typeof CSV_COLUMNS)[number], string>>): readonly string[] => {
    const good = { at: noon, check: 'front', region: 'eu-west-1', outcome: 'pass', latency: '12' };
    return CSV_COLUMNS.map((name) => ({ ...good, ...changes })[name]);
  };

  test.each(['', ' ', '-1', '-0.1', 'NaN', 'Infinity', '1e999', '3600001', '0x10', '1,5', '12ms', '1_000'])(
    'with latency "%s" is refused',
    (latency) => {
      expect(() => rowReader()(row({ latency }), 3)).toThrow(
        `line 3: latency is "${latency}"; allowed: milliseconds, from 0 to 3600000`,
      );
    },
  );

  test.each([['0'], ['12'], ['12.'], ['.5'], ['1.25e3'], ['1E-3']])('with latency %s is taken', (latency) => {
    expect(rowReader()(row({ latency }), 3).entry.total).toBe(Number(latency));
  });

  test.each(['', 'ok', 'PASS', 'pass ', 'toString', '200'])(
    'with outcome "%s" is refused, with all that are allowed',
    (outcome) => {
      expect(() => rowReader()(row({ outcome }), 3)).toThrow(
        `line 3: outcome is "${outcome}"; allowed: pass, warn, fail, unknown`,
      );
    },
  );

  test('with a wrong instant is refused again behind one that was right, and right again behind one that was wrong', () => {
    const read = rowReader();
    expect(read(row({}), 2).entry.slot).toBe(NOON);
    expect(() => read(row({ at: 'x' }), 3)).toThrow('line 3: at is "x"');
    expect(() => read(row({ at: 'x' }), 4)).toThrow('line 4: at is "x"');
    expect(read(row({}), 5).entry.slot).toBe(NOON);
  });

  test.each([[[]], [['']], [['a', 'b', 'c', 'd']], [['a', 'b', 'c', 'd', 'e', '']]])(
    'of %j says how many values a row has',
    (values) => {
      expect(() => rowReader()(values, 9)).toThrow(
        `line 9: ${values.length} values; a row has 5: at,check,region,outcome,latency`,
      );
    },
  );
});
