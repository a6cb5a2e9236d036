import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepClock, readClock } from '../../../lib/local/kept-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'killdeer-clock-'));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

describe('a clock that is kept in a folder', () => {
  it('is never behind what it showed, also where the process is killed', () => {
    let now = 5_000;
    const kept = keepClock(folder, { now: () => now, speed: 20 });
    now = 24_999;
    expect(readClock(folder)).toBeGreaterThanOrEqual(now);
    vi.advanceTimersByTime(1_000);
    now = 44_000;
    expect(readClock(folder)).toBeGreaterThanOrEqual(now);
    kept.stop();
    expect(readClock(folder)).toBe(44_000);
    now = 99_000;
    vi.advanceTimersByTime(5_000);
    expect(readClock(folder)).toBe(44_000);
  });

  it('begins anew where none is kept, or none that can be read', () => {
    expect(readClock(join(folder, 'none'))).toBe(0);
    writeFileSync(join(folder, 'clock'), 'half past');
    expect(readClock(folder)).toBe(0);
  });
});
