import { expect, it } from 'vitest';
import { newDetector } from '../../../lib/core/detect/detector.ts';
import { rounded } from '../../../lib/core/detect/sample.ts';
import { EMPTY_SERIES, fold, RING_SIZE } from '../../../lib/core/series.ts';
import { decodeSeries, encodeSeries } from '../../../lib/core/series-codec.ts';
import { anEntry, aSeries, NOON } from '../../builders.ts';

it('what is written is read again: runs of every kind, and the newest reason', () => {
  const series = { storefront: aSeries('pwuFpP'), recommendations: EMPTY_SERIES };
  const whole = decodeSeries(encodeSeries(series));
  const kept = series.storefront.ring.map((entry) => ({ ...entry, total: rounded(entry.total) }));
  expect(whole).toEqual({ storefront: { ring: kept }, recommendations: EMPTY_SERIES });
  const [older, newest] = decodeSeries(encodeSeries({ one: aSeries('ff') })).one?.ring ?? [];
  expect([older?.reason, newest?.reason]).toEqual([undefined, 'status: 500']);
});

it('a full shard in a mass outage stays far below the size of an item', () => {
  const reason = 'connect: connection refused by 203.0.113.7:443 '.padEnd(120, 'x');
  const entries = Array.from({ length: RING_SIZE }, (_, i) => {
    const slot = NOON + i * 10_000;
    return { ...anEntry(slot, 'fail'), startedAt: slot + 120, endedAt: slot + 9_121, total: 9_001.123, reason };
  });
  const one = entries.reduce((series, entry) => fold(series, entry), EMPTY_SERIES);
  const shard = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`check-${i}`, one]));
  expect(encodeSeries(shard).length).toBeLessThan(150_000);
});

it('how late the prober was is kept, with a burst and a reason and without', () => {
  const ring = [
    { ...anEntry(NOON, 'pass'), lag: 8 },
    { ...anEntry(NOON + 10_000, 'fail'), run: 'burst' as const, burst: 'eu-west-1#1', reason: 'dns: gone', lag: 31 },
    anEntry(NOON + 20_000, 'pass'),
  ].map((entry) => ({ ...entry, total: rounded(entry.total) }));
  expect(decodeSeries(encodeSeries({ one: { ring } })).one?.ring).toEqual(ring);
});

it('phases cost a series with a detector half a KB, and one without nothing', () => {
  const phases = { dns: 12.3, tcp: 31.5, tls: 64.2, firstByte: 188.8, transfer: 9.1 };
  const ring = Array.from({ length: RING_SIZE }, (_, i) => ({
    ...anEntry(NOON + i * 10_000, 'pass'),
    total: 306,
    phases,
  }));
  const track = { base: newDetector() };
  const [plain, timed] = [
    { ring: ring.map(({ phases: _, ...entry }) => entry), track },
    { ring, track },
  ].map((one) => encodeSeries({ one }).length) as [number, number];
  expect(timed - plain).toBeLessThan(700);
  expect(timed).toBeLessThan(3_000);
  expect(encodeSeries({ one: { ring } })).not.toContain('phases');
  expect(decodeSeries(encodeSeries({ one: { ring, track } })).one).toEqual({ ring, track });
});
