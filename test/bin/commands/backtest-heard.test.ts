import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../../lib/core/time.ts';
import { NOON, REGIONS } from '../../builders.ts';
import { aDefinition, startFolder } from '../killdeer.ts';
import { head, hour } from './an-hour.ts';

const { written, killdeer } = startFolder();
const checks = written('checks.ts', aDefinition());
const over = async (name: string, content: string, ...more: readonly string[]) =>
  await killdeer('backtest', '--checks', checks, '--history', written(name, content), ...more);

/** Two hours of passing runs, one each `everyMs` and region. */
function recordedEvery(everyMs: number): string {
  const rows: string[] = [];
  for (let at = 0; at < 120 * MINUTE; at += everyMs)
    for (const region of REGIONS) rows.push(`${NOON + at},cart,${region},pass,80`);
  return `${head}${rows.join('\n')}\n`;
}

describe('a back-test says what it made of a history', () => {
  test('which checks and regions it has no definition of', async () => {
    const { stdout } = await over('more.csv', `${hour()}${NOON + 60 * MINUTE},gone,eu-west-9,fail,1\n`);
    expect(stdout).toContain(
      'left out   1 runs of checks or regions that are not defined\n           gone in eu-west-9 (1)\n',
    );
  });

  test('which runs are there twice: they count once', async () => {
    const [first, ...rows] = hour().trimEnd().split('\n');
    const twice = [first, ...rows.flatMap((row) => [row, row])].join('\n');
    const { stdout } = await over('twice.csv', twice);
    expect(stdout).toContain(' 1,080 runs\nleft out   1,080 runs that are there twice, or too late\npages      2; ');
    const { report } = JSON.parse((await over('twice.csv', twice, '--json')).stdout);
    expect(report).toMatchObject({ runs: 1_080, spare: 1_080, ignored: 0, pages: 2 });
  });

  test('of which checks it has no run', async () => {
    const two = aDefinition().replace('checks: [', "checks: [http('basket', { url: 'https://shop.example/basket' }), ");
    const both = written('two.ts', two);
    const { stdout } = await killdeer('backtest', '--checks', both, '--history', written('hour.csv', hour()));
    expect(stdout).toContain('no run     of basket: nothing is known of it\n');
  });

  test('which checks were recorded at another cadence: what lies so far apart is not judged together', async () => {
    const rare = await over('rare.csv', recordedEvery(5 * MINUTE));
    expect(rare.stdout).toContain(
      'cadence    cart was recorded about every 5m, and is defined to run every 10s: what lies over 1m 20s apart is not',
    );
    const dense = await over('dense.csv', recordedEvery(2 * SECOND));
    expect(dense.stdout).toContain(
      'cart was recorded about every 2s, and is defined to run every 10s: rules that count',
    );
    for (const everyMs of [10 * SECOND, 15 * SECOND]) {
      expect((await over('right.csv', recordedEvery(everyMs))).stdout).not.toContain('cadence');
    }
  });
});

test('a page too many is said in so many digits that it is one', async () => {
  // One outage in a day less 10 s: a little over 30 pages in a month.
  const rows: string[] = [];
  for (let at = 0; at < 24 * 60 * MINUTE; at += 10 * SECOND)
    for (const region of REGIONS)
      rows.push(`${NOON + at},cart,${region},${at >= 10 * MINUTE && at < 12 * MINUTE ? 'fail' : 'pass'},80`);
  const { code, stderr } = await over('day.csv', `${head}${rows.join('\n')}\n`, '--max-pages-per-month', '30');
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'killdeer: 30.003 pages per month, allowed are 30\n' });
});
