import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeSeries, type Series, type SeriesOptions } from '../../../../bench/anomaly/made/series.ts';

const digestOf = ({ latency, ok, faults }: Series): string =>
  createHash('sha256').update(new Uint8Array(latency.buffer)).update(ok).update(JSON.stringify(faults)).digest('hex');

/** Computed from SMB's own generator (smb.mjs), over latency, ok and faults. */
const PUBLISHED: readonly (readonly [seed: number, options: SeriesOptions, digest: string])[] = [
  [1000, {}, '520f668f4a75f857d6aaf47e4ccf7e826f851f4d289c453da23b9939936ace45'],
  [3000, {}, '69ad0f3b26006104e2db7e65e9a99f54c4b4eb848d7a76ef07485d2d7afb538f'],
  [3017, {}, 'dc4427223877c3e0b7e925972d9041028dc478ecebbd9dede44ee2bd4ff08673'],
  [3099, {}, '091b411a624fea053f4bfc88128c58dcd594ebbaac151ee91c078e443496cdac'],
  [2000, { clean: true }, '26e5b92975eef7307bb7de1a94467415f5a80a38311c5d0b2a02110b34f4c3b0'],
  [7000, { clean: true }, 'c8c604dbcc550e15cd42323424e676561ee7a7b9ce88bd3bc65db5733b4a119a'],
  [7059, { clean: true }, 'b5c0ac074c3be03d2db9f11fbe72467adfb94b1b3be4f923857cf1937ba259a7'],
  [
    3001,
    { days: 9, inject: [{ type: 'nightday', start: 11_000, end: 11_180 }] },
    'ff385d3b0a0eb0648f0d814d3d64ba29365c3eb8fca3b97e3169e11e40fbda29',
  ],
];

test.each(PUBLISHED)(
  'seed %i %j of the published noise is byte for byte the series of SMB',
  (seed, options, digest) => {
    expect(digestOf(makeSeries(seed, options))).toBe(digest);
  },
);
