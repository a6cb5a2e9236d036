import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantOf } from '../../../../bench/anomaly/corpora/corpus.ts';
import { measureCloud, measureNab } from '../../../../bench/anomaly/corpora/measure.ts';
import { createLogDeviation } from '../log-deviation.ts';
import { writeCloud, writeNab } from './written.ts';

const folder = mkdtempSync(join(tmpdir(), 'killdeer-corpora-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('on files laid out as the corpora are, the scorer that is published with SMB (corpora.mjs) gave these numbers', () => {
  beforeAll(() => {
    writeNab(join(folder, 'nab'));
    writeCloud(join(folder, 'cloud'));
  });

  test('NAB in its three profiles', () => {
    const { files, best } = measureNab(createLogDeviation, join(folder, 'nab'));
    expect(files).toBe(2);
    expect(best.standard.score).toBeCloseTo(91.62253533135537, 10);
    expect(best.standard.threshold).toBeCloseTo(0.6367871162126404, 10);
    expect(best.lowFalsePositives.score).toBeCloseTo(86.12253533135534, 10);
    expect(best.lowFalseNegatives.score).toBeCloseTo(94.41502355423688, 10);
  });

  test('events of the cloud corpus: labels three rows apart are one event, the warm-up has none', () => {
    const { best } = measureCloud(createLogDeviation, join(folder, 'cloud'));
    expect(best.all).toMatchObject({ alerts: 11, events: 4, recall: 0.5 });
    expect(best.all.f1).toBeCloseTo(0.26666666666666666, 10);
    expect(best.latency).toMatchObject({ alerts: 14, events: 2 });
    expect(best.latency.f1).toBeCloseTo(0.125, 10);
  });

  test('nothing at all scores 0, and a threshold that none reaches likewise', () => {
    const silent = measureNab(() => ({ update: () => 0 }), join(folder, 'nab'));
    expect(silent.best.standard).toEqual({ score: 0, threshold: Number.POSITIVE_INFINITY });
    expect(silent.shipped.standard).toEqual({ score: 0, threshold: 1 });
  });
});

test('an instant that is none is refused by its text', () => {
  expect(instantOf('2014-04-01 00:05:01.250000')).toBe(Date.UTC(2014, 3, 1, 0, 5, 1, 250));
  expect(() => instantOf('yesterday')).toThrow('"yesterday" is no instant: expected YYYY-MM-DD hh:mm[:ss[.fff]]');
});
