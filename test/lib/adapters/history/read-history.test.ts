import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readHistory } from '../../../../lib/adapters/history/read-history.ts';
import type { HistoryRun } from '../../../../lib/core/history/csv-row.ts';
import { NOON } from '../../../builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'killdeer-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string | Buffer, name = 'history.csv'): Promise<readonly HistoryRun[]> {
  const file = join(folder, name);
  writeFileSync(file, text);
  const runs: HistoryRun[] = [];
  for await (const part of readHistory(file)) if (part.is === 'runs') runs.push(...part.runs);
  return runs;
}

const head = 'at,check,region,outcome,latency\n';
const noon = '2026-11-22T12:00:00Z';

describe('a history as CSV', () => {
  test('gives each row as a scheduled run', async () => {
    const [run] = await read(`${head}${noon},shop,eu-west-1,fail,1250.5\n`);
    expect(run).toEqual({
      check: 'shop',
      region: 'eu-west-1',
      entry: {
        slot: NOON,
        run: 'scheduled',
        outcome: 'fail',
        total: 1250.5,
        startedAt: NOON,
        endedAt: NOON + 1250.5,
        reason: 'fail',
      },
    });
  });

  test('takes instants with any zone and as milliseconds, Windows line ends, quotes, a byte order mark and no last line end', async () => {
    const rows = [`2026-11-22T13:00:00+01:00,"shop, front",r,pass,1`, `${NOON},b,r,pass,2`];
    const runs = await read(`\uFEFF${head}${rows.join('\n')}`.replaceAll('\n', '\r\n'));
    expect(runs.map(({ check, entry }) => [check, entry.startedAt])).toEqual([
      ['shop, front', NOON],
      ['b', NOON],
    ]);
  });

  test('is unpacked where its name ends in .gz', async () => {
    expect(await read(gzipSync(`${head}${noon},a,r,pass,1\n`), 'history.csv.gz')).toHaveLength(1);
  });

  test('gives runs in the order in which they ended, which is when they were known', async () => {
    const rows = [`${NOON},slow,r,fail,10000`, `${NOON},quick,r,pass,5`, `${NOON + 4_000},later,r,pass,5`];
    const late = `${NOON + 30_000},last,r,pass,5`;
    const runs = await read(`${head}${[...rows, late].join('\n')}\n`);
    expect(runs.map(({ check }) => check)).toEqual(['quick', 'later', 'slow', 'last']);
  });

  test('of more than one piece keeps every row, once', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${NOON + i},check-${i},eu-west-1,pass,1.5`);
    const runs = await read(`${head}${rows.join('\n')}\n`);
    expect(runs).toHaveLength(20_000);
    expect(new Set(runs.map(({ check }) => check)).size).toBe(20_000);
  });
});

describe('what is no history', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /line 1: the file is empty; a history begins with at,check,region,outcome,latency/],
    ['another header', 'time,check\n', /line 1: the header is "time,check"/],
    ['a row that is too short', `${head}${noon},a,r,pass\n`, /line 2: 4 values; a row has 5/],
    [
      'an instant without a zone',
      `${head}2026-11-22T12:00:00,a,r,pass,1\n`,
      /line 2: at is "2026-11-22T12:00:00"; allowed/,
    ],
    ['an instant in seconds', `${head}1795348800,a,r,pass,1\n`, /line 2: at is "1795348800"/],
    ['another outcome', `${head}${noon},a,r,ok,1\n`, /line 2: outcome is "ok"; allowed: pass, warn, fail, unknown/],
    ['a latency that is none', `${head}${noon},a,r,pass,\n`, /line 2: latency is ""/],
    ['a negative latency', `${head}${noon},a,r,pass,-1\n`, /line 2: latency is "-1"/],
    ['no check', `${head}${noon},,r,pass,1\n`, /line 2: check and region must not be empty/],
    [
      'rows out of order',
      `${head}${NOON},a,r,pass,1\n${NOON - 1},a,r,pass,1\n`,
      /line 3: 1795348799999 comes after a later one/,
    ],
  ];

  test.each(cases)('%s is refused with its line', async (_name, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('a file that is not there throws', async () => {
    const none = async () => {
      for await (const _ of readHistory(join(folder, 'none.csv'))) throw new Error('nothing can come');
    };
    await expect(none()).rejects.toThrow(/ENOENT/);
  });
});
