import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodePhases, encodePhases } from '../../../lib/core/phases-codec.ts';

const ms = fc.integer({ min: 1, max: 300_000 }).map((count) => count / 10);
const phases = fc.record({ dns: ms, tcp: ms, tls: ms, firstByte: ms, transfer: ms }, { requiredKeys: [] });

it('phases are read as they were written, and runs without them keep their places', () => {
  fc.assert(
    fc.property(fc.array(fc.option(phases, { nil: undefined }), { minLength: 1, maxLength: 40 }), (runs) => {
      expect(decodePhases(encodePhases(runs))).toEqual(runs);
    }),
  );
});

it('a time is kept to a tenth of a millisecond; what is less, or no time, is as a phase that did not happen', () => {
  const text = encodePhases([{ dns: 0.04, tcp: 12.34, tls: Number.NaN, firstByte: 95.26 }, undefined, {}]);
  expect(text).toBe('.3f..qh.,,....');
  expect(decodePhases(text)).toEqual([{ tcp: 12.3, firstByte: 95.3 }, undefined, {}]);
});
