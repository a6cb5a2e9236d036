import { expect, it } from 'vitest';
import { compileDetection } from '../../../lib/core/detect/sensitivity.ts';
import { judge } from '../../../lib/core/judge.ts';
import { memoryOf } from '../../../lib/core/memory.ts';
import { EMPTY_SERIES, fold, type Series } from '../../../lib/core/series.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { aCheck, anEntry, REGIONS } from '../../builders.ts';
import { steadyRuns } from './detect/series.ts';

// With the detector itself: a lasting step that is too small to be a fault.

const detect = compileDetection({ sensitivity: 'normal' });
const check = aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) });

function* runs() {
  yield* steadyRuns(0, 3_000, 100);
  yield* steadyRuns(3_000, 60, 115);
}

const past = [...runs()].reduce<Series>(
  (series, { at, latencyMs }) => fold(series, { ...anEntry(at, 'pass'), total: latencyMs }, memoryOf(check)),
  EMPTY_SERIES,
);
const series = new Map(REGIONS.map((region) => [region, past]));
const newest = past.ring.at(-1)?.endedAt ?? 0;
const began = (past.ring.at(-1)?.slot ?? 0) - 59 * MINUTE;

it('a lasting +15 % after a deploy on record opens nothing, and the deploy is named with what it cost', () => {
  const changes = [{ at: began - MINUTE, what: 'deploy shop 1.4.2' }];
  const { name, evidence, anomaly } = judge(check, series, newest, { changes });
  expect([name, anomaly?.isExplained]).toEqual(['up', true]);
  expect(evidence.notes?.join(' ')).toMatch(/since deploy shop 1\.4\.2 at .* latency is \+1[0-9] %/);
});

it('without a change on record a step so small is nothing to tell', () => {
  const { name, anomaly } = judge(check, series, newest, {});
  expect([name, anomaly]).toEqual(['up', undefined]);
});

it('a deploy of an hour before is not why', () => {
  const changes = [{ at: began - 60 * MINUTE, what: 'deploy shop 1.4.1' }];
  expect(judge(check, series, newest, { changes }).anomaly).toBeUndefined();
});
