import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { STARTS_AT, STEP } from '../../../../bench/anomaly/made/series.ts';
import { MISSING } from '../../../../bench/anomaly/made/site.ts';
import { decodeDetector } from '../../../../lib/core/detect/codec.ts';
import { findingOf } from '../../../../lib/core/detect/detector.ts';
import { compileDetection } from '../../../../lib/core/detect/sensitivity.ts';
import { memoryOf } from '../../../../lib/core/memory.ts';
import { EMPTY_SERIES, type Entry, fold, revive } from '../../../../lib/core/series.ts';
import { decodeSeries } from '../../../../lib/core/series-codec.ts';
import { MINUTE } from '../../../../lib/core/time.ts';
import { aCheck } from '../../../builders.ts';
import { FAULT_AT, madeSeries } from './series.ts';

type Stored = { readonly checkpoint: string; readonly evidence: readonly number[] };

const FIRST: Stored = JSON.parse(
  readFileSync(new URL('../../../fixtures/checkpoints/detector-1.json', import.meta.url), 'utf8'),
);

const detect = compileDetection();
const memory = memoryOf(aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) }));

/** The runs after the checkpoint: thirty as usual, and then the fault. */
const later: readonly Entry[] = (() => {
  const { latency, ok } = madeSeries(7, 'step50');
  const places = Array.from({ length: 60 }, (_, i) => FAULT_AT - 30 + i).filter((i) => ok[i] !== MISSING);
  return places.map((i) => {
    const [slot, total] = [STARTS_AT + i * STEP, latency[i] as number];
    return { slot, run: 'scheduled', outcome: 'pass', total, startedAt: slot, endedAt: slot + total };
  });
})();

it('a detector of version 1 is read, and goes on to detect as it would have then', () => {
  let series = revive(decodeSeries(FIRST.checkpoint).one ?? EMPTY_SERIES, memory);
  const evidence = later.map((entry) => {
    series = fold(series, entry, memory);
    return series.track?.head?.evidence ?? 0;
  });
  // The constants of today are not those of then: the same alert, at most two runs apart, and no other.
  const alertedAt = (said: readonly number[]) => said.findIndex((one) => one >= 1);
  expect(Math.abs(alertedAt(evidence) - alertedAt(FIRST.evidence))).toBeLessThanOrEqual(2);
  expect(Math.max(...evidence.slice(0, 30))).toBeLessThan(0.5);
  expect(Math.max(...evidence)).toBeGreaterThan(1);
});

it('what it knew is kept to the bit', () => {
  const [text = ''] = /1:\d+:[\w+/=]+/.exec(FIRST.checkpoint) ?? [];
  const bytes = Buffer.from(text.split(':')[2] ?? '', 'base64');
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const read = decodeDetector(text);
  expect(values).toHaveLength(177);
  expect(read?.values.slice(0, values.length)).toEqual(values);
  expect(read && findingOf(read).isCold).toBe(false);
});
