import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withProgress } from '../../bin/run-progress.ts';
import type { Prober } from '../../lib/app/ports.ts';
import { aCheck, aResult } from '../builders.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const options = { region: { name: 'eu-west-1', allow: [] }, sampled: false };
const taking = (ms: number): Pick<Prober, 'probe'> => ({
  probe: ({ id }) => new Promise((done) => setTimeout(() => done(aResult(id, 'pass')), ms)),
});

test('a run that is over within two seconds prints nothing', async () => {
  const lines: string[] = [];
  const { prober, stop } = withProgress(taking(1_900), 1, (text) => lines.push(text));
  const probe = prober.probe(aCheck(), options);
  await vi.advanceTimersByTimeAsync(1_900);
  await probe;
  stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lines).toEqual([]);
});

test('a longer one says what it waits for, in one line that is gone at the end', async () => {
  const lines: string[] = [];
  const { prober, stop } = withProgress(taking(4_000), 3, (text) => lines.push(text));
  const probes = ['stock', 'reviews'].map((id) => prober.probe(aCheck({ id }), options));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lines).toEqual(['\r\x1b[K0 of 3 done; waiting for stock and 1 more']);
  await vi.advanceTimersByTimeAsync(2_000);
  await Promise.all(probes);
  stop();
  expect(lines.at(-1)).toBe('\r\x1b[K');
  expect(lines.join('')).not.toContain('\n');
});
