import { expect, test } from 'vitest';
import { firstByteErrorOf, measurementOf } from '../../../bench/probe/measure.ts';

const burst = (most: number) => [...Array<number>(98).fill(0.1), -most, 50];

test('the p99 within an invocation is the median over the invocations, and that of all probes hides no bad one', () => {
  const { p50, p99, p99OfAll } = firstByteErrorOf([burst(1), burst(3), Array<number>(100).fill(40)]);
  expect(p50).toBe(0.1);
  expect(p99).toBe(3);
  expect(p99OfAll).toBe(40);
});

test('an invocation of which nothing is known leaves the others as they are', () => {
  expect(firstByteErrorOf([[], burst(2)]).p99).toBe(2);
  expect(firstByteErrorOf([[]])).toEqual({ p50: Number.NaN, p99: Number.NaN, p99OfAll: Number.NaN });
});

const round = (ids: readonly string[], firstByte: number) => ({
  run: { timings: ids.map((id) => ({ id, firstByte, tcp: 0.2 })), cpuMs: 3 },
  truths: new Map(ids.map((id) => [id, { firstByteMs: 50, lateMs: 0 }])),
});

test('what is probed in a row is one invocation, over all turns', () => {
  const rounds = [round(['a'], 51), round(['b'], 52), round(['c'], 59)];
  const setting = { scheme: 'http', place: 'free' } as const;
  const oneAtOnce = measurementOf('x', { ...setting, concurrency: 1 }, rounds);
  expect(oneAtOnce.firstByteError).toEqual({ p50: 2, p99: 9, p99OfAll: 9 });
  expect(oneAtOnce.cpu).toBe(3);
  expect(measurementOf('x', { ...setting, concurrency: 100 }, rounds).firstByteError.p99).toBe(2);
});

test('a probe whose truth is not known has failed', () => {
  const { probes, failed } = measurementOf('x', { scheme: 'http', place: 'free', concurrency: 100 }, [
    round(['a', 'b'], 51),
    { run: { timings: [{ id: 'c', firstByte: 50 }], cpuMs: 1 }, truths: new Map() },
  ]);
  expect({ probes, failed }).toEqual({ probes: 3, failed: 1 });
});
