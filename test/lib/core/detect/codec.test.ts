import { expect, it } from 'vitest';
import { decodeDetector, encodeDetector } from '../../../../lib/core/detect/codec.ts';
import { newDetector, observe } from '../../../../lib/core/detect/detector.ts';
import { grown, madeSeries, samplesOf } from './series.ts';

it('a detector is the same to the bit after a checkpoint, and goes on the same', () => {
  const series = madeSeries(7);
  const detector = grown(series, 12_000);
  const restored = decodeDetector(encodeDetector(detector));
  expect(restored).toEqual(detector);
  for (const sample of samplesOf(series, 12_000, 16_000)) {
    expect(observe(restored ?? newDetector(), sample)).toBe(observe(detector, sample));
  }
});

it('a checkpoint is less than 1 KB, however old the series', () => {
  const series = madeSeries(8);
  expect(encodeDetector(grown(series, series.samples)).length).toBeLessThan(1_024);
});

it.each([
  ['of a version that nobody reads', '0:1736121600000:AAAA'],
  ['that was cut', encodeDetector(newDetector()).slice(0, 100)],
  ['that is none', 'nonsense'],
  ['with signs that are no base64', '1:5:***'],
])('a text %s is no detector: the series begins anew', (_, text) => {
  expect(decodeDetector(text)).toBeUndefined();
});
