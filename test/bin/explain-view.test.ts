import { expect, it } from 'vitest';
import { explainText, sparkline } from '../../bin/explain-view.ts';
import { SORTS } from '../../lib/core/detect/finding.ts';
import { compileDetection } from '../../lib/core/detect/sensitivity.ts';
import { judge } from '../../lib/core/judge.ts';
import { MINUTE } from '../../lib/core/time.ts';
import { aCheck, anEntry, aSeries, NOON, REGIONS } from '../builders.ts';

const said = SORTS.map(() => 0);

it('a sparkline is higher where a run took longer, and shows what failed and what is unknown', () => {
  const at = (i: number, total: number) => ({ ...anEntry(NOON + i * MINUTE, 'pass' as const), total });
  const ring = [
    at(0, 100),
    at(1, 135),
    at(2, 170),
    anEntry(NOON + 3 * MINUTE, 'fail'),
    anEntry(NOON + 4 * MINUTE, 'unknown'),
  ];
  expect(sparkline(ring)).toBe('▁▅█x·');
  expect(sparkline([at(0, 100)])).toBe('▁');
});

it('each region is told with what is expected, what is, since when and how certain; a cold one says so', () => {
  const detect = compileDetection();
  const check = aCheck({ ...(detect && { detect }) });
  const series = new Map(REGIONS.map((region) => [region, aSeries('pppp')]));
  const { ring } = aSeries('pppp');
  const expected = { low: 90, typical: 100, high: 112 };
  const finding = {
    evidence: 1.83,
    said,
    by: 'shift',
    since: NOON - 4 * MINUTE,
    runs: 5,
    value: 151,
    expected,
    isCold: false,
  } as const;
  const text = explainText({
    check,
    asOf: NOON,
    verdict: judge(check, series, NOON),
    fused: { evidence: 1.83, scope: 'one', regions: ['eu-west-1'] },
    regions: [
      { region: 'eu-west-1', isFresh: true, ring, finding },
      { region: 'us-east-1', isFresh: false, ring: [], finding: { evidence: 0, said, isCold: true } },
    ],
  });
  expect(text).toContain('evidence 1.83 of 1 (sensitivity normal), seen: one');
  expect(text).toContain(
    'shift since 2026-11-22 11:56:00 UTC, for 5 runs (4m): 151 ms, expected 90 to 112 ms, evidence 1.83',
  );
  expect(text).toContain('expected  90 to 112 ms, typical 100 ms'.replace('90 to', '90 ms to'));
  expect(text).toContain('cold: only the rules alert until more of it is known');
  expect(text).toContain('us-east-1');
});
