import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Backtest } from '../../../lib/app/backtest.ts';
import { MINUTE, SECOND } from '../../../lib/core/time.ts';
import { NOON } from '../../builders.ts';
import { aDefinition, startFolder } from '../killdeer.ts';
import { hour } from './an-hour.ts';

const { written, killdeer } = startFolder();
const checks = written('checks.ts', aDefinition());
const history = written('history.csv', hour());
const iso = (minute: number): string => new Date(NOON + minute * MINUTE).toISOString();
const labels = written('labels.csv', `check,from,to,name\ncart,${iso(10)},${iso(15)},the deploy of noon\n`);

async function reportOf(...args: readonly string[]): Promise<Backtest & { readonly history: string }> {
  const { code, stdout, stderr } = await killdeer('backtest', '--checks', checks, '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('killdeer backtest over a history', () => {
  test('gives all that it found as JSON', async () => {
    const found = await reportOf('--history', history, '--labels', labels);
    expect(found).toMatchObject({
      history,
      report: {
        from: NOON,
        runs: 1_080,
        ignored: 0,
        pages: 2,
        pagesPerMonth: expect.closeTo(1_440, -1),
        warnings: 0,
        monitorPages: 0,
        byCheck: [{ check: 'cart', pages: 2, warnings: 0 }],
        labels: [{ name: 'the deploy of noon', found: 'paged', delayMs: 10_080 }],
        labelsOutside: 0,
        missed: 0,
        false: [{ check: 'cart', pagedAt: NOON + 40 * MINUTE + 10_080 }],
        detection: { medianMs: 10_080, worstMs: 10_080 },
        trips: 2,
        wouldTrip: 0,
        vetoes: [],
      },
    });
    expect(found.report.minutesContained).toBeGreaterThan(5);
    expect(found.report.incidents).toHaveLength(2);
    expect(found).not.toHaveProperty('agreement');
    expect(found).not.toHaveProperty('against');
  });

  test('tells a person the same', async () => {
    const { code, stdout } = await killdeer('backtest', '--checks', checks, '--history', history, '--labels', labels);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^history {4}2026-11-22 to 2026-11-22 \(59m 50s\), 1,080 runs\npages {6}2; 14\d\d\.\d per month of 30 days\n/,
    );
    expect(stdout).toContain(
      'faults     1 of 1 labelled faults found; told after 10.1s in the median, 10.1s at the most\n',
    );
    expect(stdout).toContain('false      1 false page\n');
    expect(stdout).toMatch(/paged {2}10\.1s {2}cart +2026-11-22 12:10:00 {2}the deploy of noon/);
  });

  test('without labels says that nobody knows what was missed', async () => {
    const { stdout } = await killdeer('backtest', '--checks', checks, '--history', history);
    expect(stdout).toContain('faults     the history has no labels: missed faults and false pages are not known\n');
  });

  test('says what it left out, and of which time the labels are not', async () => {
    const mixed = written('mixed.csv', `${hour()}${NOON + 60 * MINUTE},gone,eu-west-1,fail,1\n`);
    const old = written('old.csv', `check,from,to,name\ncart,2020-01-01T00:00:00Z,2020-01-02T00:00:00Z,long ago\n`);
    const { stdout } = await killdeer('backtest', '--checks', checks, '--history', mixed, '--labels', old);
    expect(stdout).toContain('left out   1 runs of checks or regions that are not defined\n');
    expect(stdout).toContain('faults     0 of 0 labelled faults found; 1 more are not in the time of the history\n');
  });

  test('says on stderr which labels are of no defined check', async () => {
    const misspelt = written('misspelt.csv', `check,from,to,name\ncrat,${iso(10)},${iso(15)},x\n`);
    const { code, stderr, stdout } = await killdeer(
      'backtest',
      '--checks',
      checks,
      '--history',
      history,
      '--labels',
      misspelt,
      '--json',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${misspelt}: not defined crat; defined are cart\n` });
    expect(JSON.parse(stdout).report).toMatchObject({ missed: 1 });
  });

  test('reads a packed one', async () => {
    const packed = written('history.csv.gz', gzipSync(hour()));
    expect((await reportOf('--history', packed)).report).toMatchObject({ runs: 1_080, pages: 2 });
  });

  test('of failures that were the monitor’s own pages nobody about the check', async () => {
    const unknown = written('unknown.csv', hour('cart', 'unknown'));
    const { report } = await reportOf('--history', unknown);
    expect(report.byCheck.filter(({ check }) => check === 'cart')).toEqual([]);
  });
});

describe('--max-pages-per-month', () => {
  const gate = async (most: string, ...more: readonly string[]) =>
    await killdeer('backtest', '--checks', checks, '--history', history, '--max-pages-per-month', most, ...more);

  test('ends with 1 when there are more, and says how many; the report is printed all the same', async () => {
    const { code, stdout, stderr } = await gate('100', '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^killdeer: 14\d\d\.\d pages per month, allowed are 100\n$/);
    expect(JSON.parse(stdout).report.pages).toBe(2);
  });

  test('ends with 0 when there are not, and at the very number', async () => {
    expect((await gate('1500')).code).toBe(0);
    const quiet = written('quiet.csv', hour('cart', 'pass'));
    expect(
      await killdeer('backtest', '--checks', checks, '--history', quiet, '--max-pages-per-month', '0'),
    ).toMatchObject({ code: 0, stderr: '' });
  });

  test.each(['-1', 'few', '', ' ', 'NaN', 'Infinity'])('refuses "%s": 2', async (most) => {
    const { code, stdout, stderr } = await gate(most);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`argument '${most}' is invalid. a number of pages, 0 or more`);
  });
});

describe('--against', () => {
  const patient = written('patient.ts', aDefinition('failWhen: consecutive(4),'));

  test('compares with a second definition over the same runs', async () => {
    const { report, against } = await reportOf('--history', history, '--labels', labels, '--against', patient);
    expect([report.pages, against?.report.pages]).toEqual([2, 1]);
    expect(against?.report.false).toEqual([]);
    expect(against?.difference).toMatchObject({
      onlyFirst: [{ openedAt: NOON + 40 * MINUTE + 10_080 }],
      onlySecond: [],
      changed: [{ first: { pagedAt: NOON + 10 * MINUTE + 10_080 }, second: { pagedAt: NOON + 10 * MINUTE + 30_080 } }],
      same: 0,
    });
  });

  test('tells a person what is only here, what is only there, and what is otherwise', async () => {
    const { stdout } = await killdeer('backtest', '--checks', checks, '--history', history, '--against', patient);
    expect(stdout).toContain('0 incidents are the same, 1 at another time, 1 only here, 0 only there\n');
    expect(stdout).toMatch(/pages per month +14\d\d\.\d +7\d\d\.\d/);
    expect(stdout).toMatch(
      /\nat another time\ncheck +this +against +what +\ncart +2026-11-22 12:10:10 +2026-11-22 12:10:30 /,
    );
    expect(stdout).toContain('\nonly here\n');
    expect(stdout).not.toContain('\nonly there\n');
  });

  test('the definition itself has no difference', async () => {
    const { against } = await reportOf('--history', history, '--against', checks);
    expect(against?.difference).toEqual({ onlyFirst: [], onlySecond: [], changed: [], same: 2 });
  });

  test('a definition that is not valid is said by its name: 2', async () => {
    const broken = written('broken.ts', aDefinition("every: '7s' as never,"));
    const { code, stderr } = await killdeer('backtest', '--checks', checks, '--history', history, '--against', broken);
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken\.ts is not a valid definition: 1 problem/);
  });
});

describe('without a history', () => {
  test('takes the check through the simulated faults, and says so', async () => {
    const { code, stdout } = await killdeer('backtest', '--checks', checks);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^history {4}simulated: every check through every fault of the corpus; name your own with --history\n/,
    );
    expect(stdout).toMatch(/\d+ of \d+ labelled faults found/);
  });

  test('finds an outage of everything, and gives the same again', async () => {
    const [first, again] = [await reportOf(), await reportOf()];
    expect(again).toEqual(first);
    expect(first.history).toBe('simulated');
    const outage = first.report.labels.find(({ name }) => name === 'everything fails for an hour');
    expect(outage).toMatchObject({ found: 'paged' });
    expect(outage?.delayMs).toBeLessThan(30 * SECOND);
    expect(first.report.labelsOutside).toBe(0);
  });

  test('takes a check of one region, and one that runs twice a day', async () => {
    const rare = aDefinition()
      .replace(/regions: \['eu.*?\],/, "regions: ['eu-west-1'],")
      .replace('quorum(2)', 'quorum(1)');
    const single = written('single.ts', rare.replace(/contain: .*\n/, ''));
    expect(await killdeer('backtest', '--checks', single)).toMatchObject({ code: 0, stderr: '' });
    const daily = written('daily.ts', rare.replace(/contain: .*\n/, '').replace("'10s'", "'12h'"));
    expect(await killdeer('backtest', '--checks', daily)).toMatchObject({ code: 0, stderr: '' });
  });
});
