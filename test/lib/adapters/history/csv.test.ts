import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLabels } from '../../../../lib/adapters/history/read-labels.ts';
import { NOON } from '../../../builders.ts';
import { partsOf, startFolder } from './files.ts';

const written = startFolder();
const head = 'at,check,region,outcome,latency\n';
const row = (at: number, check = 'front', latency = 1): string => `${at},${check},eu-west-1,pass,${latency}\n`;

async function runsOf(text: string) {
  const parts = await partsOf(written('history.csv', text));
  return parts.flatMap((part) => (part.is === 'runs' ? part.runs : []));
}

describe('a CSV of another system', () => {
  test.each([
    ['with every value in quotes', '"at","check","region","outcome","latency"\n"ROW","front","eu-west-1","pass","1"\n'],
    ['with capitals and spaces in its header', ' At, Check ,REGION,Outcome,latency\nROW,front,eu-west-1,pass,1\n'],
    ['with empty lines between', `${head}\nROW,front,eu-west-1,pass,1\n\n\n`],
    ['with Windows line ends in its header alone', `${head.trim()}\r\nROW,front,eu-west-1,pass,1\n`],
    ['with Windows line ends in its rows alone', `${head}ROW,front,eu-west-1,pass,1\r\n`],
    ['with quotes before a Windows line end', `${head.trim()}\r\nROW,front,eu-west-1,"pass","1"\r\n`],
    ['with the line ends of an old Mac', `${head}ROW,front,eu-west-1,pass,1`.replaceAll('\n', '\r')],
  ])('is read %s', async (_name, text) => {
    const runs = await runsOf(text.replace('ROW', String(NOON)));
    expect(runs).toMatchObject([
      { check: 'front', region: 'eu-west-1', entry: { slot: NOON, outcome: 'pass', total: 1 } },
    ]);
  });

  test('may have quotes, commas and letters of all scripts in the name of a check', async () => {
    const runs = await runsOf(`${head}${row(NOON, '"a ""b"", c"')}${row(NOON, 'größe 🦆')}`);
    expect(runs.map(({ check }) => check)).toEqual(['a "b", c', 'größe 🦆']);
  });

  test.each([
    [
      'of other columns',
      `at,check,region,outcome\n`,
      /line 1: the header is "at,check,region,outcome"; a history begins with at,check,region,outcome,latency/,
    ],
    ['of columns in another order', `check,at,region,outcome,latency\n`, /line 1: the header is "check,at,/],
    ['with semicolons', `at;check;region;outcome;latency\n`, /line 1: the header is "at;check;/],
    ['with a column too many in one row', `${head}${row(NOON)}${NOON},a,r,pass,1,\n`, /line 3: 6 values; a row has 5/],
    [
      'with a quote that is not closed',
      `${head}${row(NOON)}${row(NOON, '"front')}${row(NOON)}`,
      /line 3: a quote that is not closed on its line/,
    ],
    [
      'with a line break in a name',
      `${head}${row(NOON, '"a\nb"')}${row(NOON)}`,
      /line 2: a quote that is not closed on its line/,
    ],
    [
      'with a decimal comma',
      `${head}${NOON},a,r,pass,"1,5"\n`,
      /line 2: latency is "1,5"; allowed: milliseconds, from 0 to 3600000/,
    ],
  ])('%s is refused with its line', async (_name, text, message) => {
    await expect(runsOf(text)).rejects.toThrow(message);
  });

  test('has the right number at a wrong line, far behind the first piece', async () => {
    const rows = Array.from({ length: 9_000 }, (_, i) => row(NOON + i, 'a-check-with-a-long-name'));
    rows[8_765] = row(NOON + 8_765, 'front', -1);
    await expect(runsOf(head + rows.join(''))).rejects.toThrow(`line ${8_765 + 2}: latency is "-1"`);
  });
});

test('whatever runs a CSV has, each is given once, in the order in which they ended, those of a moment as they stand', async () => {
  const anyRun = fc.record({
    gap: fc.constantFrom(0, 0, 1, 500, 30_000),
    latency: fc.integer({ min: 0, max: 3_600_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyRun, { maxLength: 30 }), async (runs) => {
      let at = NOON;
      const rows = runs.map(({ gap, latency }, i) => {
        at += gap;
        return row(at, `c${i}`, latency);
      });
      const read = await runsOf(head + rows.join(''));
      expect(read.map(({ check }) => check).sort()).toEqual(runs.map((_, i) => `c${i}`).sort());
      const ends = read.map(({ entry }) => entry.endedAt);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
    }),
    { numRuns: 40 },
  );
});

describe('known faults as CSV', () => {
  const labels = 'check,from,to,name\n';
  const read = async (text: string) => await readLabels(written('labels.csv', text));

  test('are read whatever their line ends, quotes and byte order mark', async () => {
    const rows = `cart,2026-11-22T12:00:00Z,${NOON + 60_000},"the cart, ""empty"""\nfront,${NOON},${NOON + 1},\n`;
    const known = [
      { check: 'cart', from: NOON, to: NOON + 60_000, name: 'the cart, "empty"' },
      { check: 'front', from: NOON, to: NOON + 1, name: '' },
    ];
    expect(await read(labels + rows)).toEqual(known);
    expect(await read(`\uFEFF${(labels + rows).replaceAll('\n', '\r\n')}`)).toEqual(known);
    expect(await read(`Check, From, To, Name\n${rows}`)).toEqual(known);
  });

  test('may be none', async () => {
    expect(await read(labels)).toEqual([]);
  });

  test.each([
    ['an empty file', '', /line 1: the file is empty; labels begin with check,from,to,name/],
    ['another header', 'name,from,to\n', /line 1: the header is "name,from,to"; labels begin with check,from,to,name/],
    ['a row that is too short', `${labels}\ncart,${NOON}\n`, /line 3: 2 values; a label has 4: check,from,to,name/],
    ['no check', `${labels},${NOON},${NOON + 1},x\n`, /line 2: check must not be empty/],
    [
      'a beginning without a zone',
      `${labels}a,2026-11-22T12:00:00,${NOON},x\n`,
      /line 2: from is "2026-11-22T12:00:00"; allowed/,
    ],
    ['an end that is none', `${labels}a,${NOON},soon,x\n`, /line 2: to is "soon"; allowed/],
    [
      'an end that is not after the beginning',
      `${labels}a,${NOON},${NOON},x\n`,
      /line 2: the label ends at .*, which is not after/,
    ],
  ])('with %s are refused with the line', async (_name, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
